// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.spi.node.TrafficClass;
import io.pipes.testkit.transport.FlowContractTest;
import io.pipes.testkit.transport.TransportBench;

class BypassFlowTest extends FlowContractTest {
    @Override
    protected TransportBench open() {
        return new CircuitsBench(1, TrafficClass.BULK, true);
    }
}
