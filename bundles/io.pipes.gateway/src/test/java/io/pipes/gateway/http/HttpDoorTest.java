// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.network.Networks;
import io.pipes.base.Disk;
import io.pipes.gateway.Gateway;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.method.ProcessMethods;
import io.pipes.spi.home.Home;
import io.pipes.spi.home.Settings;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as clients meet it, behind a real server. Only its timers are the test's. */
class HttpDoorTest {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final AtomicReference<Optional<Networks>> networks = new AtomicReference<>(Optional.empty());
    private final AtomicInteger stops = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Conversation> conversations = new ArrayList<>();
    private final Server server = new Server();
    private Gateway gateway;
    private int port;

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

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(new Gateway.Surroundings(
                new SampleHome(directory, new SimulatedDisk(1)),
                clock,
                clock,
                new SeededRandomness(3),
                networks::get,
                Optional::empty,
                new ProcessMethods.Facts("1.2.3", "127.0.0.1:1"),
                stops::incrementAndGet));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        JettyWebSocketServletContainerInitializer.configure(context, null);
        ServletHolder api = new ServletHolder(gateway.api());
        api.setAsyncSupported(true);
        context.addServlet(api, "/api/v1");
        context.addServlet(new ServletHolder(gateway.health()), "/health");
        server.setHandler(context);
        server.start();
        // The one jar of everything leaves out the list of extensions; with it, Jetty accepts compression unless it is
        // told not to.
        WebSocketServerComponents.getWebSocketComponents(context)
                .getExtensionRegistry()
                .register("permessage-deflate", PerMessageDeflateExtension.class);
        port = connector.getLocalPort();
    }

    @AfterEach
    void close() throws Exception {
        conversations.forEach(Conversation::hangUp);
        server.stop();
    }

    /** The head of the answer to a request with exactly these headers, in lower case. */
    private String request(String path, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return head(socket.getInputStream()).toLowerCase(Locale.ROOT);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            if (head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private String here() {
        return "Host: 127.0.0.1:" + port + "\r\n";
    }

    private Conversation connect() {
        Conversation conversation = new Conversation(http, URI.create("ws://127.0.0.1:" + port + "/api/v1"));
        conversations.add(conversation);
        return conversation;
    }

    private Conversation connect(String token) {
        Conversation conversation = connect();
        JsonNode answer = conversation.call("auth", "{\"token\":\"" + token + "\"}");
        assertThat(answer.at("/result/api").asText()).isEqualTo("1");
        return conversation;
    }

    private Conversation connectOwner() throws IOException {
        return connect(Files.readString(directory.resolve("api-token")).strip());
    }

    /** A client that may do no more than ask for the status. */
    private Conversation connectScoped() throws IOException {
        JsonNode made = connectOwner().call("token.create", "{\"name\":\"watcher\",\"verbs\":[\"status\"]}");
        return connect(made.at("/result/token").asText());
    }

    @Test
    void a_host_that_is_not_served_here_is_misdirected() throws IOException {
        assertThat(request("/api/v1", "Host: pipes.invalid\r\n" + UPGRADE)).startsWith("http/1.1 421");
        assertThat(request("/health", "Host: pipes.invalid\r\n")).startsWith("http/1.1 421");
    }

    @Test
    void a_page_from_elsewhere_is_forbidden_and_so_is_one_from_nowhere() throws IOException {
        assertThat(request("/api/v1", here() + "Origin: http://pipes.invalid\r\n" + UPGRADE))
                .startsWith("http/1.1 403");
        assertThat(request("/api/v1", here() + "Origin: null\r\n" + UPGRADE)).startsWith("http/1.1 403");
    }

    @Test
    void a_page_from_here_may_upgrade() throws IOException {
        assertThat(request("/api/v1", here() + "Origin: http://127.0.0.1:" + port + "\r\n" + UPGRADE))
                .startsWith("http/1.1 101");
    }

    @Test
    void a_plain_request_is_told_to_upgrade() throws IOException {
        assertThat(request("/api/v1", here())).startsWith("http/1.1 426").contains("upgrade: websocket");
    }

    @Test
    void an_upgrade_of_another_version_is_a_bad_request() throws IOException {
        assertThat(request("/api/v1", here() + UPGRADE.replace("13", "12"))).startsWith("http/1.1 400");
    }

    @Test
    void compression_is_not_accepted_even_when_it_is_offered() throws IOException {
        String answer = request(
                "/api/v1",
                here() + UPGRADE + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                        + "Sec-WebSocket-Protocol: pipes.json.v1\r\n");

        assertThat(answer)
                .startsWith("http/1.1 101")
                .contains("sec-websocket-protocol: pipes.json.v1")
                .doesNotContain("sec-websocket-extensions")
                .doesNotContain("deflate");
    }

    @Test
    void a_message_of_more_than_two_mebibytes_is_too_big() throws IOException {
        Conversation owner = connectOwner();
        String half = "x".repeat(1 << 20);

        owner.say(half, false);
        owner.say(half, false);
        owner.say("x", true);

        assertThat(owner.end()).isEqualTo(1009);
    }

    @Test
    void a_message_of_two_mebibytes_is_read() throws IOException {
        Conversation owner = connectOwner();
        String half = " ".repeat(1 << 20);

        owner.say(half, false);
        JsonNode answer = owner.ask(half);

        assertThat(answer.has("error")).isTrue();
        assertThat(owner.isOpen()).isTrue();
    }

    @Test
    void who_does_not_authenticate_within_five_seconds_is_sent_away() {
        Conversation stranger = connect();
        // The answer shows that the server has begun to count.
        assertThat(stranger.call("status", "{}").at("/error/data/code").asText())
                .isEqualTo("unauthenticated");

        clock.advance(Duration.ofMillis(4_999));
        assertThat(stranger.call("status", "{}").has("error")).isTrue();
        clock.advance(Duration.ofMillis(1));

        assertThat(stranger.end()).isEqualTo(1008);
    }

    @Test
    void who_authenticated_stays() throws IOException {
        Conversation owner = connectOwner();

        clock.advance(Duration.ofMinutes(10));

        assertThat(owner.call("status", "{}").has("result")).isTrue();
    }

    @Test
    void bytes_instead_of_text_are_not_accepted() throws IOException {
        Conversation owner = connectOwner();

        owner.sayBytes(new byte[] {1, 2, 3});

        assertThat(owner.end()).isEqualTo(1003);
    }

    @Test
    void the_owner_is_told_the_status() throws IOException {
        networks.set(Optional.of(new SampleNetworks(List.of(), true)));

        JsonNode status = connectOwner().call("status", "{}").get("result");

        assertThat(status.get("state").asText()).isEqualTo("ready");
        assertThat(status.get("version").asText()).isEqualTo("1.2.3");
        assertThat(status.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(status.get("problems")).isEmpty();
    }

    @Test
    void a_scoped_token_is_refused_for_any_other_verb() throws IOException {
        Conversation watcher = connectScoped();

        assertThat(watcher.call("status", "{}").has("result")).isTrue();
        for (String method : List.of("network.list", "message.send", "token.create", "node.stop")) {
            assertThat(watcher.call(method, "{}").at("/error/data/code").asText())
                    .isEqualTo("refused");
        }
        assertThat(stops).hasValue(0);
    }

    @Test
    void a_scoped_token_gets_no_further_inside_a_batch() throws IOException {
        JsonNode answers = connectScoped()
                .ask("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"},"
                        + "{\"jsonrpc\":\"2.0\",\"method\":\"node.stop\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"token.list\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"network.list\"}]");

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).has("result")).isTrue();
        assertThat(answers.get(1).at("/error/data/code").asText()).isEqualTo("refused");
        assertThat(answers.get(2).at("/error/data/code").asText()).isEqualTo("refused");
        assertThat(stops).hasValue(0);
    }

    @Test
    void clients_are_told_when_the_api_is_replaced() throws IOException {
        Conversation owner = connectOwner();

        gateway.stop();

        assertThat(owner.end()).isEqualTo(1012);
    }

    @Test
    void health_is_good_only_when_messages_can_be_exchanged() throws Exception {
        assertThat(health().statusCode()).isEqualTo(503);

        networks.set(Optional.of(new SampleNetworks(List.of(), false)));
        assertThat(health().statusCode()).isEqualTo(503);

        networks.set(Optional.of(new SampleNetworks(List.of(), true)));
        assertThat(health().statusCode()).isEqualTo(200);
        assertThat(health().body()).isEqualTo("{\"state\":\"ready\"}");
    }

    private HttpResponse<String> health() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
