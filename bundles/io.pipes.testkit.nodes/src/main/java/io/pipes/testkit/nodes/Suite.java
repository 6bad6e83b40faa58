// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.testkit.crypto.SimulatedSuite;

/** With which cryptography simulated nodes work. */
public enum Suite {
    /** The real one. Reasonable for up to about twenty nodes. */
    PIPES1 {
        @Override
        CryptoSuite make() {
            return new Pipes1Suite();
        }
    },
    /** Keyed hashes, see {@link SimulatedSuite}. */
    SIMULATED {
        @Override
        CryptoSuite make() {
            return new SimulatedSuite();
        }
    };

    abstract CryptoSuite make();
}
