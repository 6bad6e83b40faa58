// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.testkit.scale.Scale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is kept of a run that failed, for who looks for the cause: {@code target/failures/TEST/seed-N}. */
final class Evidence {
    private static final Path KEPT = Path.of("target/failures").toAbsolutePath();

    private final SimulatedPipes pipes;

    Evidence(SimulatedPipes pipes) {
        this.pipes = pipes;
    }

    /** Writes the report and the drawing, and says where they are and how to see the same run again. */
    String keep(String test) {
        pipes.picture("at the end");
        String report = report(test);
        Path folder = KEPT.resolve(test.replaceAll("[^A-Za-z0-9_.-]+", "-"))
                .resolve("seed-" + pipes.plan().seed());
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.txt"), report);
            Files.writeString(folder.resolve("topology.svg"), pipes.film().svg());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return test + " failed with seed " + pipes.plan().seed() + "; its report and a drawing of the topology are in "
                + folder;
    }

    /** What happened, in order of time; the last of it when it was much. */
    String report(String test) {
        StringBuilder report = new StringBuilder(test + " failed. " + pipes + ". The last events:");
        pipes.time().trace().notes().forEach(note -> report.append("\n  ").append(note));
        pipes.time()
                .failures()
                .forEach(failure -> report.append("\n  thrown inside: ").append(failure));
        report.append("\nThe nodes at the end:");
        pipes.nodes().forEach(node -> report.append("\n  ").append(describe(node)));
        return report.append("\nRun it again with -D" + Scale.SEED + "=")
                .append(pipes.plan().seed())
                .append("\n")
                .toString();
    }

    private static String describe(SimulatedNode node) {
        if (!node.isRunning() || !node.isMember()) {
            return node + " does not run or has not joined";
        }
        return node + " " + node.id() + ": " + node.peers().size() + " peers, "
                + node.heard().size() + " heard";
    }
}
