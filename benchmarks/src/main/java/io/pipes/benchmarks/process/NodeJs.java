// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A script for Node.js with what it needs, where {@code benchmarks/run} has installed it. It talks as {@link Talk} does.
 *
 * @param folder where it is installed, below {@code -Dbenchmarks.target}
 * @param needs the package without which it cannot run
 */
public record NodeJs(String folder, String needs) {
    private static final String PROGRAM = "node";
    private static final String SCRIPT = "side.mjs";

    private Path installed() {
        return Path.of(System.getProperty("benchmarks.target", "target")).resolve(folder);
    }

    /** Why it cannot be started here; empty when it can. */
    public Optional<String> missing() {
        Optional<String> program = Program.missing(PROGRAM, "nodejs npm");
        return program.isPresent()
                        || Files.isDirectory(installed().resolve("node_modules").resolve(needs))
                ? program
                : Optional.of("it is not installed in " + installed() + "; benchmarks/run does that if npm is here: "
                        + "apt-get install nodejs npm");
    }

    /**
     * Starts it.
     *
     * @param name for messages and the log's name
     * @param logs where its log goes
     */
    public Child start(String name, Path logs, Object... arguments) throws BenchmarkFailure {
        List<String> command = new ArrayList<>();
        command.add(Program.find(PROGRAM).orElseThrow().toString());
        command.add(installed().resolve(SCRIPT).toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return Child.start(name, logs, command);
    }
}
