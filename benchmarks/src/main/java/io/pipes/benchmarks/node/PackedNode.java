// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Built;
import io.pipes.benchmarks.process.Daemon;
import io.pipes.benchmarks.process.FreePort;
import io.pipes.benchmarks.process.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A node process of the packed distribution, with the flags that it gives to Java itself. Ends with {@link #close} or with this
 * process.
 *
 * @param door where its API is
 */
public record PackedNode(Daemon daemon, NodeDoor door) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Why there can be none here; empty when there can. */
    public static Optional<String> missing() {
        return Built.isThere() ? Optional.empty() : Optional.of("the distribution is not built");
    }

    /** @param home that does not exist yet; the process's output goes beside it */
    public static PackedNode start(Jvm jvm, Path home) throws BenchmarkFailure {
        try {
            return open(jvm, home);
        } catch (IOException failed) {
            throw new BenchmarkFailure("The node does not start: " + failed.getMessage(), failed);
        }
    }

    private static PackedNode open(Jvm jvm, Path home) throws BenchmarkFailure, IOException {
        Files.createDirectories(home.getParent());
        int port = FreePort.find();
        List<String> command = List.of(
                "env",
                "JAVA_HOME=" + jvm.home(),
                "PIPES_HOME=" + home,
                "PIPES_CONSOLE=127.0.0.1:" + port,
                "PIPES_LISTEN=tcp://127.0.0.1:" + FreePort.find(),
                "PIPES_DISCOVERY=off",
                Built.unpacked().resolve("bin/pipes-node").toString(),
                "--foreground");
        Daemon daemon = Daemon.start(command, home.resolveSibling(home.getFileName() + ".log"), port, PATIENCE);
        return new PackedNode(daemon, new NodeDoor(port, home));
    }

    public long pid() {
        return daemon.pid();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
