// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.api;

import io.pipes.api.Pipes;

/** A node process in a fresh home, which others can call, and a program's way to it. */
public interface PipesSite extends AutoCloseable {
    Pipes pipes();

    /** Whether the program goes on when the node does not: whether {@link #cut} and {@link #restart} are possible. */
    boolean isApart();

    /** Ends the program's connection to the node, which goes on. */
    void cut() throws Exception;

    /** Stops the node, and starts it again in the same home and at the same address. */
    void restart() throws Exception;

    @Override
    void close() throws Exception;
}
