// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.benchmarks.netty.Certificate;
import io.pipes.benchmarks.process.Daemon;
import io.pipes.benchmarks.process.FreePort;
import io.pipes.benchmarks.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Debian's nats-server as a process of its own. */
public final class NatsServer {
    private static final String PROGRAM = "nats-server";

    private NatsServer() {}

    /** Why there can be none here; empty when there can. */
    public static Optional<String> missing() {
        return Program.missing(PROGRAM, PROGRAM);
    }

    /** One that speaks TLS and keeps nothing. */
    static Daemon withTls(Certificate certificate, Path folder) throws IOException {
        return start(
                folder,
                "--tls",
                "--tlscert",
                certificate.chain().toString(),
                "--tlskey",
                certificate.key().toString());
    }

    /** One that speaks without TLS and keeps nothing. */
    static Daemon plain(Path folder) throws IOException {
        return start(folder);
    }

    /** One that keeps streams in files, as it does unless told otherwise, and speaks without TLS. */
    public static Daemon withJetStream(Path folder) throws IOException {
        return start(
                folder,
                "--jetstream",
                "--store_dir",
                folder.resolve("jetstream").toString());
    }

    private static Daemon start(Path folder, String... options) throws IOException {
        int port = FreePort.find();
        List<String> command = new ArrayList<>(
                List.of(Program.find(PROGRAM).orElseThrow().toString(), "-a", "127.0.0.1", "-p", String.valueOf(port)));
        command.addAll(List.of(options));
        return Daemon.start(command, folder.resolve("nats-server.log"), port);
    }
}
