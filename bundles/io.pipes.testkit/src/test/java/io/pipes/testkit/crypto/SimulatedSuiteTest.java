// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.spi.crypto.CryptoSuite;

class SimulatedSuiteTest extends CryptoSuiteContractTest {
    @Override
    protected CryptoSuite suite() {
        return new SimulatedSuite();
    }
}
