// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import java.io.IOException;

/** Somebody who keeps messages, and is measured. */
interface Keeper {
    /** Begins anew, measures once, and leaves nothing behind. */
    void measure(Round round) throws BenchmarkFailure, IOException;
}
