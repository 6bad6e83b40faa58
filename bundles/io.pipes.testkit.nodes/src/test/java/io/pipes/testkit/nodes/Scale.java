// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import java.util.stream.LongStream;

/**
 * How many seeds a test runs with: {@code -Dpipes.seed=N} runs one of them again, {@code -Dpipes.seeds=FIRST-LAST} a part of what takes
 * longer than a night.
 */
final class Scale {
    private static final String PART = "pipes.seeds";

    private Scale() {}

    static boolean nightly() {
        return "nightly".equals(System.getProperty("pipes.test.scale"));
    }

    static LongStream seeds(int change, int nightly) {
        Long wanted = Long.getLong(SimulatedNodesExtension.SEED);
        String part = System.getProperty(PART);
        if (wanted != null) {
            return LongStream.of(wanted);
        }
        return part == null ? LongStream.rangeClosed(1, nightly() ? nightly : change) : range(part);
    }

    private static LongStream range(String part) {
        String[] ends = part.split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
    }
}
