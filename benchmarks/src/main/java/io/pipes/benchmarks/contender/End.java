// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

/** One end of the talk: what a program holds that sends and receives. */
public interface End extends AutoCloseable {
    /** Sends to the other end (a hub: to all others). Waits while there is no room. */
    void send(byte[] message);

    /** Lets go whatever may still wait for more to be sent with it. */
    default void flush() {}

    @Override
    void close() throws Exception;
}
