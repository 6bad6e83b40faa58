// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;

/**
 * Carries the messages of the API's protocol to a node and back, each whole and in the order in which they were sent, until it ends. What is
 * binary travels as a binary node ({@link com.fasterxml.jackson.databind.node.BinaryNode}) where the encoding has one, else as base64.
 *
 * <p><b>Threads.</b> Every method may be called from any thread, also from inside the ear, and returns without blocking.
 *
 * <p><b>Ownership.</b> A message belongs to the wire from the moment it is sent, and to the ear from the moment it is received. Nobody changes it
 * afterwards: within a process both ends hold the same objects.
 */
public interface Wire extends AutoCloseable {
    /** Sends a message: a call, or an array of them. What is sent after the end goes nowhere. */
    void send(JsonNode message);

    /** Ends the wire. The ear is not told. */
    @Override
    void close();

    /**
     * Hears what comes in. It is told one thing after the other, on a thread of the wire's choice that must not be blocked, and nothing after the
     * end.
     */
    interface Ear {
        void received(JsonNode message);

        /**
         * A call that was sent cannot be written, or is longer than the node reads: nobody will answer it. The wire goes on without.
         *
         * @param call one, also where several were sent in an array
         */
        void unsent(JsonNode call, PipesException why);

        /** Once, when the wire has ended and nobody closed it. */
        void ended(PipesException why);
    }
}
