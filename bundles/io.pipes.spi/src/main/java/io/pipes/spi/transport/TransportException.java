// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.transport;

/** Why an address could not be reached or a connection ended. */
public final class TransportException extends Exception {
    private static final long serialVersionUID = 1;

    /** What happened, by what one can do about it. */
    public enum Reason {
        /** Nobody listens there; another try makes sense later. */
        REFUSED(true),
        /** No route or no such host; another try makes sense after the network changed. */
        UNREACHABLE(true),
        /** No answer in time; another try makes sense. */
        TIMED_OUT(true),
        /** The connection has ended; a new one may be opened. */
        CLOSED(true),
        /** The port to listen on is taken; choose another one. */
        IN_USE(false),
        /** A limit of this transport is reached; another try makes sense later. */
        LIMIT(true),
        /** The address makes no sense to this transport. */
        UNSUPPORTED(false);

        private final boolean retry;

        Reason(boolean retry) {
            this.retry = retry;
        }

        public boolean retryMakesSense() {
            return retry;
        }
    }

    private final Reason reason;

    public TransportException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
