// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.scale;

import java.util.stream.LongStream;

/**
 * Whether this is a run for a change or a nightly one ({@code -Pnightly}), and how many seeds a test has in it: {@code -Dpipes.seed=N} runs
 * one of them again, {@code -Dpipes.seeds=FIRST-LAST} a part of what takes longer than a night.
 *
 * <p><b>Threads.</b> Any.
 */
public final class Scale {
    /** The property that names one seed. */
    public static final String SEED = "pipes.seed";

    private static final String PART = "pipes.seeds";

    private Scale() {}

    public static boolean nightly() {
        return "nightly".equals(System.getProperty("pipes.test.scale"));
    }

    /** How many of something there are in a run for a change, and in a nightly one. */
    public static int of(int change, int nightly) {
        return nightly() ? nightly : change;
    }

    /** Seeds from 1 to one of these numbers, or those that were asked for. */
    public static LongStream seeds(int change, int nightly) {
        Long wanted = Long.getLong(SEED);
        String part = System.getProperty(PART);
        if (wanted != null) {
            return LongStream.of(wanted);
        }
        return part == null ? LongStream.rangeClosed(1, of(change, nightly)) : range(part);
    }

    private static LongStream range(String part) {
        String[] ends = part.split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
    }
}
