// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded.served;

import io.pipes.base.Secret;
import io.pipes.engine.Engine;
import io.pipes.engine.EngineSettings;
import io.pipes.gateway.Gateway;
import io.pipes.gateway.http.Origins;
import io.pipes.gateway.http.Places;
import io.pipes.gateway.http.Servlets;
import io.pipes.gateway.method.ProcessMethods;
import io.pipes.spi.transport.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A node as a process of its own has it, but in this process: an engine, a gateway, and a web server in front of it, at fixed ports. Programs
 * of which the home is this one find it.
 */
public final class ServedNode implements AutoCloseable {
    private final Path home;
    private final int apiPort;
    private final int nodePort;
    private Engine engine;
    private Gateway gateway;
    private Servlets servlets;
    private Server server;

    private ServedNode(Path home) throws IOException {
        this.home = home;
        apiPort = freePort();
        nodePort = freePort();
    }

    public static ServedNode start(Path home) throws Exception {
        ServedNode node = new ServedNode(home);
        node.start();
        return node;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start() throws Exception {
        engine = Engine.start(
                EngineSettings.at(home).listeningAt(List.of(Address.parse("tcp://127.0.0.1:" + nodePort))));
        gateway = new Gateway(new Gateway.Surroundings(
                engine.home(),
                engine.loops().next(),
                engine.clock(),
                engine.randomness(),
                engine::networks,
                () -> Optional.of(engine.identities()),
                new ProcessMethods.Facts(
                        "1.2.3",
                        Long.toHexString(engine.randomness().nextLong()),
                        this::console,
                        () -> Optional.of(engine.keystore()),
                        () -> Optional.of(engine.stores()),
                        engine::backups,
                        List::of),
                Optional::empty,
                () -> {}));
        serve();
    }

    private void serve() throws Exception {
        servlets = gateway.servlets(Origins.NONE, Places.USUAL);
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(apiPort);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        JettyWebSocketServletContainerInitializer.configure(context, null);
        ServletHolder api = new ServletHolder(servlets.api());
        api.setAsyncSupported(true);
        context.addServlet(api, "/api/v1");
        server.setHandler(context);
        server.start();
        sayWhere();
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
        servlets.stop();
    }

    public void restart() throws Exception {
        close();
        start();
    }

    @Override
    public void close() throws Exception {
        servlets.stop();
        server.stop();
        gateway.stop();
        engine.close();
    }
}
