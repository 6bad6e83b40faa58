// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.Jvm;
import java.nio.file.Path;

/**
 * One turn of one keeper.
 *
 * @param number from 0
 * @param logs where logs of processes go
 * @param scratch an empty folder
 * @param figures where what was measured goes
 */
record Round(Jvm jvm, int number, Counts counts, Path logs, Path scratch, Figures figures) {
    /** What tells a process of this round from others. */
    String named(String process) {
        return process + "-" + jvm.version() + "-" + number;
    }
}
