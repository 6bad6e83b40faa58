// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded.served;

import io.pipes.engine.Engine;
import io.pipes.engine.EngineSettings;
import io.pipes.gateway.Gateway;
import io.pipes.gateway.http.Origins;
import io.pipes.gateway.http.Places;
import io.pipes.gateway.http.Servlets;
import io.pipes.gateway.method.ProcessMethods;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** An engine, a gateway, and a web server in front of it: all that programs of other processes see of a node. */
final class ServedEngine implements AutoCloseable {
    private final Engine engine;
    private final Gateway gateway;
    private final Servlets servlets;
    private final Server server;

    /**
     * @param console where the web server listens, host and port
     * @param version what the node says that it is
     * @param stop runs when a client asks the node to stop
     */
    record Door(String console, String version, Runnable stop) {
        private String host() {
            return console.substring(0, console.lastIndexOf(':'));
        }

        private int port() {
            return Integer.parseInt(console.substring(console.lastIndexOf(':') + 1));
        }
    }

    private ServedEngine(Engine engine, Door door) throws IOException {
        this.engine = engine;
        gateway = new Gateway(new Gateway.Surroundings(
                engine.home(),
                engine.loops().next(),
                engine.clock(),
                engine.randomness(),
                engine::networks,
                () -> Optional.of(engine.identities()),
                new ProcessMethods.Facts(
                        door.version(),
                        Long.toHexString(engine.randomness().nextLong()),
                        door::console,
                        () -> Optional.of(engine.keystore()),
                        () -> Optional.of(engine.stores()),
                        engine::backups,
                        List::of),
                Optional::empty,
                door.stop()));
        servlets = gateway.servlets(Origins.NONE, Places.USUAL);
        server = new Server();
    }

    static ServedEngine start(EngineSettings settings, Door door) throws Exception {
        ServedEngine served = new ServedEngine(Engine.start(settings), door);
        served.serve(door);
        return served;
    }

    private void serve(Door door) throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(door.host());
        connector.setPort(door.port());
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        JettyWebSocketServletContainerInitializer.configure(context, null);
        ServletHolder api = new ServletHolder(servlets.api());
        api.setAsyncSupported(true);
        context.addServlet(api, "/api/v1");
        context.addServlet(new ServletHolder(servlets.description()), "/api/v1/asyncapi.json");
        context.addServlet(new ServletHolder(servlets.health()), "/health");
        server.setHandler(context);
        server.start();
    }

    /** Ends every client's connection. */
    void cut() {
        servlets.stop();
    }

    @Override
    public void close() throws Exception {
        servlets.stop();
        server.stop();
        gateway.stop();
        engine.close();
    }
}
