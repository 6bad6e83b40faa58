// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import io.pipes.runtime.Polling;
import io.pipes.testkit.transport.FlowContractTest;
import io.pipes.testkit.transport.TransportBench;
import org.junit.jupiter.api.Tag;

@Tag("long")
class EpollFlowContractTest extends FlowContractTest {
    @Override
    protected TransportBench open() {
        return new TcpBench(Polling.EPOLL);
    }
}
