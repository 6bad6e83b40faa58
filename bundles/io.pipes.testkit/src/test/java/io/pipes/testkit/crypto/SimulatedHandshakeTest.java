// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.spi.crypto.CryptoSuite;

class SimulatedHandshakeTest extends HandshakeContractTest {
    @Override
    protected CryptoSuite suite() {
        return new SimulatedSuite();
    }
}
