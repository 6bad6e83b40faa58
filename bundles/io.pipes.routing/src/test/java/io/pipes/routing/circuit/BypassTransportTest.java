// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.spi.node.TrafficClass;
import io.pipes.testkit.transport.TransportBench;
import io.pipes.testkit.transport.TransportContractTest;

class BypassTransportTest extends TransportContractTest {
    @Override
    protected TransportBench open() {
        return new CircuitsBench(2, TrafficClass.INTERACTIVE, true);
    }
}
