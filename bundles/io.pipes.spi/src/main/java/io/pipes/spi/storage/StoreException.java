// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

/** Why a store could not do what it was asked. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1;

    /** What happened, by what one can do about it. */
    public enum Reason {
        /** No space left: free some; the store resumes by itself. */
        FULL(true),
        /** The disk reported an error; what was not acknowledged may be lost. */
        FAILED(true),
        /** Another process holds it: stop that one. */
        LOCKED(false),
        /** Closed, for instance because its bundle is being replaced; a new one comes. */
        CLOSED(true);

        private final boolean retry;

        Reason(boolean retry) {
            this.retry = retry;
        }

        public boolean retryMakesSense() {
            return retry;
        }
    }

    private final Reason reason;

    public StoreException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
