// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

/** Why there is no figure. The message is for the person who runs the benchmark. */
public final class BenchmarkFailure extends Exception {
    private static final long serialVersionUID = 1;

    public BenchmarkFailure(String message) {
        super(message);
    }

    public BenchmarkFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
