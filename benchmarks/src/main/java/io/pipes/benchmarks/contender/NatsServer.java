// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.benchmarks.netty.Certificate;
import io.pipes.benchmarks.process.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Debian's nats-server as a process of its own. */
record NatsServer(Process process, int port) {
    private static final String PROGRAM = "nats-server";

    /** Where it is: told by {@code -Dbenchmarks.nats}, or on the path. */
    static Optional<Path> program() {
        Stream<Path> told = Stream.of(System.getProperty("benchmarks.nats", ""))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
        Stream<Path> onPath = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, PROGRAM));
        return Stream.concat(Stream.concat(told, onPath), Stream.of(Path.of("/usr/sbin", PROGRAM)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static NatsServer start(Certificate certificate, Path folder) throws IOException {
        int port = FreePort.find();
        List<String> command = List.of(
                program().orElseThrow().toString(),
                "-a",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "--tls",
                "--tlscert",
                certificate.chain().toString(),
                "--tlskey",
                certificate.key().toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nats-server.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new NatsServer(process, port);
    }

    void close() {
        process.destroy();
    }
}
