// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.gateway.token.Token;

/**
 * Where a client's answers and notifications go: a WebSocket, or a program in this process. Each encodes for itself, or not at all. May be used
 * from any thread.
 */
public interface Outlet {
    /** The close code for who may not stay. */
    int POLICY_VIOLATION = 1008;

    /**
     * Sends a message after those before it.
     *
     * @param message nobody changes it any more
     * @return about how many bytes the client gets; 0 if it has gone
     */
    long send(JsonNode message);

    /** About how many bytes the client has not read yet; none where all that is sent is read at once. */
    default long waiting() {
        return 0;
    }

    /** Whether the client may hold one more subscription beside what others of its token have. */
    default boolean maySubscribe() {
        return true;
    }

    /** Hears that the client was too slow for so many items. */
    default void skipped(long items) {}

    /** Runs a task, on another thread, once the client has read so much that there is room for more. */
    default void whenRoom(Runnable task) {
        throw new IllegalStateException("There is always room");
    }

    /**
     * The client has proven who it is: from now on it may send all that the API takes.
     *
     * @param token by which
     * @throws io.pipes.api.PipesException with {@code BUSY} when there are as many clients as there may be, of this token or of all
     */
    void admit(Token token);

    /** Ends the connection with a WebSocket close code and a reason of at most 100 characters. */
    void close(int code, String reason);
}
