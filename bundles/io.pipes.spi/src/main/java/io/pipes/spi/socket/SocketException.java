// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

/** Why a socket could not be made or has ended. */
public final class SocketException extends Exception {
    private static final long serialVersionUID = 1;

    /** What happened, by what one can do about it. */
    public enum Reason {
        /** Nobody listens there; another try makes sense later. */
        REFUSED(true),
        /** No way there, or this machine has no such address; another try makes sense after the network changed. */
        UNREACHABLE(true),
        /** No answer in time; another try makes sense. */
        TIMED_OUT(true),
        /** The port or file is taken; choose another one, or end who has it. */
        IN_USE(false),
        /** This user may not; choose another port or file, or change its permissions. */
        NOT_ALLOWED(false),
        /** Nobody has that name; check how it is written. */
        NAME_UNKNOWN(true),
        /** There are too many sockets; another try makes sense when some have ended. */
        LIMIT(true),
        /** The other side broke it off, and what was on its way is lost; another try makes sense. */
        RESET(true),
        /** It has ended in order or by this side; a new one may be opened. */
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

    /** @param sentence for people: what happened and what to do */
    public SocketException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
