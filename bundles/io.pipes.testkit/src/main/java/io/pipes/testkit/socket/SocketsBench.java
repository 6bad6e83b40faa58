// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.socket;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.socket.Sockets;

/** What a provider of sockets brings to its contract test. Made anew for each test. */
public interface SocketsBench extends AutoCloseable {
    /** How long a test waits before it calls it a hang, in seconds; ten times and more what a slow machine needs. */
    int HANG_SECONDS = 60;

    Sockets sockets();

    Loop loop();

    /** Does what the stop of the bundle does. May block. */
    void stop();

    /** Releases threads and ports. */
    @Override
    void close() throws Exception;
}
