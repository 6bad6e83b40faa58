// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.spi.socket.SocketException;
import io.pipes.spi.stream.StreamEnding;
import java.util.concurrent.CompletionException;

/** What the other node is told when a socket cannot be had. */
final class Endings {
    private Endings() {}

    static StreamEnding of(Throwable failure) {
        if (!(cause(failure) instanceof SocketException trouble)) {
            return StreamEnding.FAILED;
        }
        return switch (trouble.reason()) {
            case REFUSED, RESET -> StreamEnding.REFUSED;
            case UNREACHABLE, NAME_UNKNOWN -> StreamEnding.UNREACHABLE;
            case TIMED_OUT -> StreamEnding.TIMED_OUT;
            case LIMIT -> StreamEnding.BUSY;
            case IN_USE, NOT_ALLOWED -> StreamEnding.FAILED;
            case CLOSED -> StreamEnding.WITHDRAWN;
        };
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
