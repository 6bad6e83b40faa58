// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client;

/**
 * Why a call did not work: the node's own answer, or what kept the client from getting one. The message is a sentence for a person, with
 * the way out.
 */
public final class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Nobody listens there. */
    public static final String NOT_RUNNING = "not_running";

    /** The connection ended before the answer. */
    public static final String DISCONNECTED = "disconnected";

    /** What answered is no node, or one that speaks differently. */
    public static final String PROTOCOL = "protocol";

    public static final String TIMED_OUT = "timed_out";

    private final String code;
    private final boolean retry;

    public ClientException(String code, String sentence, boolean retry) {
        super(sentence);
        this.code = code;
        this.retry = retry;
    }

    public ClientException(String code, String sentence, boolean retry, Throwable cause) {
        super(sentence, cause);
        this.code = code;
        this.retry = retry;
    }

    /** A stable text: those above, or one of {@code PipesException.Code}; newer nodes may know more. */
    public String code() {
        return code;
    }

    /** Whether the same call may work later without any change by the caller. */
    public boolean retry() {
        return retry;
    }
}
