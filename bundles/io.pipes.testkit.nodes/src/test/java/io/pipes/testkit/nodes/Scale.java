// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import java.util.stream.LongStream;

/** How many seeds a test runs with: {@code -Dpipes.seed=N} runs one of them again. */
final class Scale {
    private Scale() {}

    static boolean nightly() {
        return "nightly".equals(System.getProperty("pipes.test.scale"));
    }

    static LongStream seeds(int change, int nightly) {
        Long wanted = Long.getLong(SimulatedNodesExtension.SEED);
        return wanted == null ? LongStream.rangeClosed(1, nightly() ? nightly : change) : LongStream.of(wanted);
    }
}
