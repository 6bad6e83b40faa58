// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.testkit.crypto.CryptoSuiteContractTest;

/** The real suite promises what the simulated one promises, so a simulation on either means something for the other. */
class Pipes1SuiteContractTest extends CryptoSuiteContractTest {
    @Override
    protected CryptoSuite suite() {
        return new Pipes1Suite();
    }
}
