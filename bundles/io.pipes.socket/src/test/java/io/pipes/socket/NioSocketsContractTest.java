// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.pipes.runtime.Polling;
import io.pipes.testkit.socket.SocketsBench;
import io.pipes.testkit.socket.SocketsContractTest;
import org.junit.jupiter.api.Tag;

@Tag("long")
class NioSocketsContractTest extends SocketsContractTest {
    @Override
    protected SocketsBench open() {
        return new SocketBench(Polling.NIO);
    }
}
