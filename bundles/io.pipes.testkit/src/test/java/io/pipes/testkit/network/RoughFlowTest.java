// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.testkit.transport.FlowContractTest;
import io.pipes.testkit.transport.TransportBench;

class RoughFlowTest extends FlowContractTest {
    @Override
    protected TransportBench open() {
        return new SimulatedBench(1, Conditions.ROUGH, true);
    }
}
