// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.benchmarks.node.NodeDoor;

/** A program's connection to a node's API, as far as the load needs it. */
interface ApiClient extends AutoCloseable {
    /** How a client is made. */
    interface Way {
        ApiClient open(NodeDoor door) throws Exception;
    }

    /**
     * How many messages may be ahead of one that subscribes this way, once the first have come: fewer than it has always granted the
     * node, since of a live pipeline what goes beyond that is left out.
     */
    int window();

    /** Hears what is published into a live pipeline from now on. */
    void subscribe(String pipeline, Listener listener) throws Exception;

    /** Publishes without waiting for an answer, but with so many calls under way at most. */
    void publish(String pipeline, byte[] message);

    @Override
    void close();
}
