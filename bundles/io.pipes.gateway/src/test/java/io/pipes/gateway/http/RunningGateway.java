// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.base.Disk;
import io.pipes.gateway.Gateway;
import io.pipes.gateway.method.ProcessMethods;
import io.pipes.spi.home.Home;
import io.pipes.spi.home.Settings;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.metrics.Metrics;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.core.internal.PerMessageDeflateExtension;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/** The gateway as clients meet it, behind a real server. Only its timers are the test's. */
final class RunningGateway implements AutoCloseable {
    static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /** Where pages are served that the owner lets in. */
    static final String FRIEND = "http://127.0.0.1:8080";

    final ManualClock clock = new ManualClock();
    final AtomicReference<Optional<LocalNetworks>> networks = new AtomicReference<>(Optional.empty());
    final AtomicReference<Optional<Metrics>> metrics = new AtomicReference<>(Optional.empty());
    final AtomicInteger stops = new AtomicInteger();
    final Gateway gateway;
    final Servlets servlets;
    final int port;
    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Conversation> conversations = new ArrayList<>();
    private final Server server = new Server();

    private record SampleHome(Path directory, Disk etc) implements Home {
        @Override
        public Disk disk(String area) {
            return etc;
        }

        @Override
        public Settings settings() {
            throw new UnsupportedOperationException();
        }
    }

    RunningGateway(Path directory) throws Exception {
        this(directory, Places.USUAL);
    }

    RunningGateway(Path directory, Places places) throws Exception {
        this.directory = directory;
        gateway = new Gateway(new Gateway.Surroundings(
                new SampleHome(directory, new SimulatedDisk(1)),
                clock,
                clock,
                new SeededRandomness(3),
                networks::get,
                Optional::empty,
                new ProcessMethods.Facts(
                        "1.2.3",
                        "this one",
                        () -> "127.0.0.1:1",
                        Optional::empty,
                        Optional::empty,
                        Optional::empty,
                        List::of),
                metrics::get,
                stops::incrementAndGet));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        JettyWebSocketServletContainerInitializer.configure(context, null);
        servlets = gateway.servlets(Origins.of(FRIEND), places);
        ServletHolder api = new ServletHolder(servlets.api());
        api.setAsyncSupported(true);
        context.addServlet(api, "/api/v1");
        context.addServlet(new ServletHolder(servlets.description()), "/api/v1/asyncapi.json");
        context.addServlet(new ServletHolder(servlets.health()), "/health");
        context.addServlet(new ServletHolder(servlets.metrics()), "/metrics");
        server.setHandler(context);
        server.start();
        // The one jar of everything leaves out the list of extensions; with it, Jetty accepts compression unless it is
        // told not to.
        WebSocketServerComponents.getWebSocketComponents(context)
                .getExtensionRegistry()
                .register("permessage-deflate", PerMessageDeflateExtension.class);
        port = connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        conversations.forEach(Conversation::hangUp);
        server.stop();
    }

    /** The head of the answer to a request with exactly these headers, in lower case. */
    String request(String path, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return head(socket.getInputStream()).toLowerCase(Locale.ROOT);
        }
    }

    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            if (head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    String here() {
        return "Host: 127.0.0.1:" + port + "\r\n";
    }

    Conversation connect() {
        return connect(SubProtocol.JSON);
    }

    Conversation connect(SubProtocol encoding) {
        Conversation conversation = new Conversation(http, URI.create("ws://127.0.0.1:" + port + "/api/v1"), encoding);
        conversations.add(conversation);
        return conversation;
    }

    Conversation connect(String token) {
        Conversation conversation = connect();
        JsonNode answer = conversation.call("auth", "{\"token\":\"" + token + "\"}");
        assertThat(answer.at("/result/api").asText()).isEqualTo("1");
        return conversation;
    }

    Conversation connectOwner() throws IOException {
        return connect(ownerToken());
    }

    String ownerToken() throws IOException {
        return Files.readString(directory.resolve("api-token")).strip();
    }

    /** A client that may do no more than ask for the status. */
    Conversation connectScoped() throws IOException {
        JsonNode made = connectOwner().call("token.create", "{\"name\":\"watcher\",\"verbs\":[\"status\"]}");
        return connect(made.at("/result/token").asText());
    }
}
