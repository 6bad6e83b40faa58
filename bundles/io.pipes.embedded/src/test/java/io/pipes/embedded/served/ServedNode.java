// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded.served;

import io.pipes.base.Secret;
import io.pipes.engine.EngineSettings;
import io.pipes.spi.transport.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A node as a process of its own has it, but in this process: an engine, a gateway, and a web server in front of it, at fixed ports. Programs
 * of which the home is this one find it.
 */
public final class ServedNode implements AutoCloseable {
    private final Path home;
    private final int apiPort;
    private final int nodePort;
    private ServedEngine served;

    private ServedNode(Path home) throws Exception {
        this.home = home;
        apiPort = freePort();
        nodePort = freePort();
        served = serve();
    }

    public static ServedNode start(Path home) throws Exception {
        return new ServedNode(home);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ServedEngine serve() throws Exception {
        ServedEngine started = ServedEngine.start(
                EngineSettings.at(home).listeningAt(List.of(Address.parse("tcp://127.0.0.1:" + nodePort))),
                new ServedEngine.Door(console(), "1.2.3", () -> {}));
        sayWhere();
        return started;
    }

    /** As a container does that carries a node. */
    private void sayWhere() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Path run = Files.createDirectories(home.resolve("run"));
        Files.writeString(
                run.resolve("container.json"),
                "{\"pid\": %d, \"started\": \"%s\", \"console\": \"%s\"}"
                        .formatted(self.pid(), self.info().startInstant().orElseThrow(), console()));
    }

    public String console() {
        return "127.0.0.1:" + apiPort;
    }

    public Secret ownerToken() throws IOException {
        return Secret.wrap(Files.readString(home.resolve("api-token")).strip().getBytes(StandardCharsets.UTF_8));
    }

    /** Ends every client's connection. */
    public void cut() {
        served.cut();
    }

    public void restart() throws Exception {
        served.close();
        served = serve();
    }

    @Override
    public void close() throws Exception {
        served.close();
    }
}
