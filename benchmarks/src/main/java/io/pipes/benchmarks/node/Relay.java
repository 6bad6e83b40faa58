// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A node in a process of its own that has a network of which others become members; those who listen nowhere reach each other through it.
 *
 * @param ticket good for all of them
 */
public record Relay(Child process, String ticket) {
    /** Starts one; it ends with the process that started it. */
    public static Relay start(Path scratch) throws BenchmarkFailure {
        try {
            Files.createDirectories(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Child process = Child.start(Jvm.own(), "relay", scratch, List.of(), RelaySide.class, scratch.resolve("home"));
        return new Relay(process, process.hear("ticket")[0]);
    }
}
