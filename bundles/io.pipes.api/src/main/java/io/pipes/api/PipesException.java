// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

/**
 * Why a call of the API failed. Stages fail with it, and it crosses the process boundary as code, sentence and retry.
 *
 * <p>The message is one or two sentences for a person: what happened, why, what to do next.
 */
public final class PipesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What failed, by what the caller can do about it. The texts are stable. */
    public enum Code {
        INVALID_ARGUMENT("invalid_argument", false),
        NOT_FOUND("not_found", false),
        AMBIGUOUS("ambiguous", false),
        ALREADY_EXISTS("already_exists", false),
        /** This node or token may not do that. */
        REFUSED("refused", false),
        /** This node's role is not enough; the message names the one that is. */
        DENIED("denied", false),
        TICKET_INVALID("ticket_invalid", false),
        TICKET_EXPIRED("ticket_expired", false),
        TICKET_SPENT("ticket_spent", false),
        /** This node was removed from the network. */
        REVOKED("revoked", false),
        TOO_LARGE("too_large", false),
        /** Nobody can be reached just now. */
        UNREACHABLE("unreachable", true),
        TIMED_OUT("timed_out", true),
        /** Published, and not yet durable at as many nodes as was wanted: to publish again would say it twice. */
        TOO_FEW_COPIES("too_few_copies", false),
        /** A limit is reached: slow down and try again. */
        BUSY("busy", true),
        /** The feature is not installed or is just being replaced; the message names it. */
        FEATURE_MISSING("feature_missing", true),
        ADDRESS_IN_USE("address_in_use", false),
        KEYSTORE("keystore", false),
        STORAGE("storage", true),
        /** A service was called and could not do it; the message is what it says. */
        FAILED("failed", false),
        /** Somebody cancelled the call. */
        CANCELLED("cancelled", false),
        UNAUTHENTICATED("unauthenticated", false),
        UNKNOWN_METHOD("unknown_method", false),
        INTERNAL("internal", true);

        private final String text;
        private final boolean retry;

        Code(String text, boolean retry) {
            this.text = text;
            this.retry = retry;
        }

        /** How the code is written in every protocol. */
        public String text() {
            return text;
        }

        /** Whether the same call may succeed later without any change by the caller. */
        public boolean retry() {
            return retry;
        }
    }

    private final Code code;

    public PipesException(Code code, String sentence) {
        super(sentence);
        this.code = code;
    }

    public PipesException(Code code, String sentence, Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
