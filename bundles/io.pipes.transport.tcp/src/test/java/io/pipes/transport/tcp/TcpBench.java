// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.Polling;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Transport;
import io.pipes.testkit.transport.TransportBench;

/** Two TCP transports on one machine, with real sockets. */
final class TcpBench implements TransportBench {
    private final NettyLoops loops;
    private final TcpTransport calling;
    private final TcpTransport accepting;
    private final Loop callingLoop;
    private final Loop acceptingLoop;

    TcpBench(Polling polling) {
        loops = NettyLoops.start(2, polling);
        calling = new TcpTransport(TcpLimits.DEFAULT, loops);
        accepting = new TcpTransport(TcpLimits.DEFAULT, loops);
        callingLoop = loops.next();
        acceptingLoop = loops.next();
    }

    @Override
    public Transport calling() {
        return calling;
    }

    @Override
    public Transport accepting() {
        return accepting;
    }

    @Override
    public Loop callingLoop() {
        return callingLoop;
    }

    @Override
    public Loop acceptingLoop() {
        return acceptingLoop;
    }

    @Override
    public Address anyPort() {
        return Address.parse("tcp://127.0.0.1:0");
    }

    @Override
    public void stopAccepting() {
        accepting.close();
    }

    @Override
    public void close() {
        calling.close();
        accepting.close();
        loops.close();
    }
}
