// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Options;

/**
 * How many messages.
 *
 * @param stream by one writer that need not wait; those a fresh copy obtains
 * @param single by one that waits for each
 * @param sixteen by sixteen
 * @param packets sent one by one, so that each is a packet of its own; those a fresh copy obtains
 * @param content of which one content consists that is too long for a packet; 0 for none
 */
record Counts(int stream, int single, int sixteen, int packets, int content) {
    static Counts told(Options options) throws BenchmarkFailure {
        int stream = options.number("messages", 100_000);
        int mebibytes = options.number("content", 256);
        return new Counts(
                stream,
                stream / 20,
                stream / 3,
                options.number("packets", stream),
                mebibytes * ((1 << 20) / Notes.BYTES));
    }

    /** What comes before anything is measured. */
    int warming() {
        return stream / 5;
    }

    /** What is published while a copy is away. */
    int late() {
        return stream / 100;
    }

    static long bytes(long messages) {
        return messages * Notes.BYTES;
    }
}
