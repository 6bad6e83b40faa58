// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.stream;

import java.util.Optional;

/** Why a stream is over. The codes travel; they never change. */
public enum StreamEnding {
    /** Both sides have said all they had to say, and heard all the other one had. */
    FINISHED(0),

    /** One side broke it off. */
    RESET(1),

    /** Nobody serves that name at the other node. */
    NO_SERVICE(2),

    /** The other node does not let this one use the service. */
    DENIED(3),

    /** What the service leads to does not answer there: a connection was refused. */
    REFUSED(4),

    /** The other node, or what the service leads to, cannot be reached. */
    UNREACHABLE(5),

    /** It took too long until the other side had decided. */
    TIMED_OUT(6),

    /** There is no room for another stream; a later try may succeed. */
    BUSY(7),

    /** The two nodes had no link for longer than a stream waits, or the other one has forgotten it: it was started anew. */
    LOST(8),

    /** The service was withdrawn, the feature goes, or one of the two is no member any more. */
    WITHDRAWN(9),

    /** The program at the other end has failed, or does not understand what was asked for. */
    FAILED(10);

    private final int code;

    StreamEnding(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Empty for codes of newer versions. */
    public static Optional<StreamEnding> of(int code) {
        return code >= 0 && code < values().length ? Optional.of(values()[code]) : Optional.empty();
    }
}
