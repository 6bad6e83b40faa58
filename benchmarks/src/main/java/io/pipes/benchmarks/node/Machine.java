// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.runtime.NettyLoops;
import io.pipes.transport.tcp.TcpLimits;
import io.pipes.transport.tcp.TcpTransport;

/** The threads and the network of a process, which all its nodes share as they do in production. */
public record Machine(NettyLoops loops, TcpTransport transport) {
    public static Machine start() {
        NettyLoops loops = NettyLoops.start();
        return new Machine(loops, new TcpTransport(TcpLimits.DEFAULT, loops));
    }
}
