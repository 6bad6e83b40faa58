// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.Polling;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.socket.Sockets;
import io.pipes.testkit.socket.SocketsBench;

/** Sockets on a loop of one kind of polling. */
final class SocketBench implements SocketsBench {
    private final NettyLoops loops;
    private final NettySockets sockets;
    private final Loop loop;

    SocketBench(Polling polling) {
        this(polling, SocketLimits.DEFAULT);
    }

    SocketBench(Polling polling, SocketLimits limits) {
        loops = NettyLoops.start(1, polling);
        sockets = new NettySockets(limits, loops);
        loop = loops.next();
    }

    @Override
    public Sockets sockets() {
        return sockets;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    int open() {
        return sockets.open();
    }

    @Override
    public void stop() {
        sockets.close();
    }

    @Override
    public void close() {
        sockets.close();
        loops.close();
    }
}
