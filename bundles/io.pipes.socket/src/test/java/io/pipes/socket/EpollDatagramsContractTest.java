// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.pipes.runtime.Polling;
import io.pipes.testkit.socket.DatagramsContractTest;
import io.pipes.testkit.socket.SocketsBench;

class EpollDatagramsContractTest extends DatagramsContractTest {
    @Override
    protected SocketsBench open() {
        return new SocketBench(Polling.EPOLL);
    }
}
