// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static io.pipes.gateway.http.RunningGateway.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.gateway.SampleNetworks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as clients meet it, behind a real server. Only its timers are the test's. */
class HttpDoorTest {
    /** So often a client says something that the node does not think it gone: its answers to pings take real time. */
    private static final Duration STEP = Duration.ofSeconds(20);

    private RunningGateway door;

    @BeforeEach
    void open(@TempDir Path home) throws Exception {
        door = new RunningGateway(home);
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void a_host_that_is_not_served_here_is_misdirected() throws IOException {
        assertThat(door.request("/api/v1", "Host: pipes.invalid\r\n" + UPGRADE)).startsWith("http/1.1 421");
        assertThat(door.request("/health", "Host: pipes.invalid\r\n")).startsWith("http/1.1 421");
    }

    @Test
    void a_page_from_elsewhere_is_forbidden_and_so_is_one_from_nowhere() throws IOException {
        assertThat(door.request("/api/v1", door.here() + "Origin: http://pipes.invalid\r\n" + UPGRADE))
                .startsWith("http/1.1 403");
        assertThat(door.request("/api/v1", door.here() + "Origin: null\r\n" + UPGRADE))
                .startsWith("http/1.1 403");
    }

    @Test
    void a_page_from_here_may_upgrade() throws IOException {
        assertThat(door.request("/api/v1", door.here() + "Origin: http://127.0.0.1:" + door.port + "\r\n" + UPGRADE))
                .startsWith("http/1.1 101");
    }

    @Test
    void a_page_from_where_the_owner_has_allowed_it_may_upgrade_but_not_under_another_name() throws IOException {
        String origin = "Origin: " + RunningGateway.FRIEND + "\r\n";

        assertThat(door.request("/api/v1", door.here() + origin + UPGRADE)).startsWith("http/1.1 101");
        assertThat(door.request("/api/v1", "Host: pipes.invalid\r\n" + origin + UPGRADE))
                .startsWith("http/1.1 421");
    }

    @Test
    void a_plain_request_is_told_to_upgrade() throws IOException {
        assertThat(door.request("/api/v1", door.here()))
                .startsWith("http/1.1 426")
                .contains("upgrade: websocket");
    }

    @Test
    void an_upgrade_of_another_version_is_a_bad_request() throws IOException {
        assertThat(door.request("/api/v1", door.here() + UPGRADE.replace("13", "12")))
                .startsWith("http/1.1 400");
    }

    @Test
    void compression_is_not_accepted_even_when_it_is_offered() throws IOException {
        String answer = door.request(
                "/api/v1",
                door.here() + UPGRADE + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                        + "Sec-WebSocket-Protocol: pipes.json.v1\r\n");

        assertThat(answer)
                .startsWith("http/1.1 101")
                .contains("sec-websocket-protocol: pipes.json.v1")
                .doesNotContain("sec-websocket-extensions")
                .doesNotContain("deflate");
    }

    @Test
    void a_message_of_more_than_two_mebibytes_is_too_big() throws IOException {
        Conversation owner = door.connectOwner();
        String half = "x".repeat(1 << 20);

        owner.say(half, false);
        owner.say(half, false);
        owner.say("x", true);

        assertThat(owner.end()).isEqualTo(1009);
    }

    @Test
    void a_message_of_two_mebibytes_is_read() throws IOException {
        Conversation owner = door.connectOwner();
        String half = " ".repeat(1 << 20);

        owner.say(half, false);
        JsonNode answer = owner.ask(half);

        assertThat(answer.has("error")).isTrue();
        assertThat(owner.isOpen()).isTrue();
    }

    @Test
    void who_does_not_authenticate_within_five_seconds_is_sent_away() {
        Conversation stranger = door.connect();
        // The answer shows that the server has begun to count.
        assertThat(stranger.call("status", "{}").at("/error/data/code").asText())
                .isEqualTo("unauthenticated");

        door.clock.advance(Duration.ofMillis(4_999));
        assertThat(stranger.call("status", "{}").has("error")).isTrue();
        door.clock.advance(Duration.ofMillis(1));

        assertThat(stranger.end()).isEqualTo(1008);
    }

    @Test
    void who_authenticated_stays() throws IOException {
        Conversation owner = door.connectOwner();

        for (int i = 0; i < 30; i++) {
            door.clock.advance(STEP);
            assertThat(owner.call("status", "{}").has("result")).isTrue();
        }
    }

    @Test
    void who_chooses_cbor_is_answered_in_cbor() throws IOException {
        Conversation owner = door.connect(SubProtocol.CBOR);

        JsonNode answer = owner.call("auth", "{\"token\":\"" + door.ownerToken() + "\"}");

        assertThat(answer.at("/result/token").asText()).isEqualTo("owner");
        assertThat(owner.call("status", "{}").at("/result/version").asText()).isEqualTo("1.2.3");
    }

    @Test
    void nonsense_in_cbor_is_answered_and_the_connection_stays() throws IOException {
        Conversation stranger = door.connect(SubProtocol.CBOR);

        stranger.sayBytes(new byte[] {(byte) 0xbf, (byte) 0xff});

        assertThat(stranger.hear().at("/error/code").asInt()).isEqualTo(-32_700);
        assertThat(stranger.call("status", "{}").at("/error/data/code").asText())
                .isEqualTo("unauthenticated");
    }

    @Test
    void a_stranger_says_no_more_than_four_kibibytes_in_cbor_either() {
        Conversation stranger = door.connect(SubProtocol.CBOR);

        stranger.sayBytes(new byte[ApiSocket.MAX_STRANGER_BYTES + 1]);

        assertThat(stranger.end()).isEqualTo(1009);
    }

    @Test
    void text_instead_of_bytes_is_not_accepted_of_who_chose_cbor() {
        Conversation stranger = door.connect(SubProtocol.CBOR);

        stranger.say("{}", true);

        assertThat(stranger.end()).isEqualTo(1003);
    }

    @Test
    void of_several_encodings_the_one_that_the_client_likes_most_is_chosen() throws IOException {
        String upgrade = door.here() + UPGRADE + "Sec-WebSocket-Protocol: ";

        assertThat(door.request("/api/v1", upgrade + "other, pipes.cbor.v1, pipes.json.v1\r\n"))
                .contains("sec-websocket-protocol: pipes.cbor.v1");
        assertThat(door.request("/api/v1", upgrade + "pipes.json.v1, pipes.cbor.v1\r\n"))
                .contains("sec-websocket-protocol: pipes.json.v1");
        assertThat(door.request("/api/v1", door.here() + UPGRADE))
                .startsWith("http/1.1 101")
                .doesNotContain("sec-websocket-protocol");
    }

    @Test
    void bytes_instead_of_text_are_not_accepted() throws IOException {
        Conversation owner = door.connectOwner();

        owner.sayBytes(new byte[] {1, 2, 3});

        assertThat(owner.end()).isEqualTo(1003);
    }

    @Test
    void the_owner_is_told_the_status() throws IOException {
        door.networks.set(Optional.of(new SampleNetworks(List.of(), true)));

        JsonNode status = door.connectOwner().call("status", "{}").get("result");

        assertThat(status.get("state").asText()).isEqualTo("ready");
        assertThat(status.get("version").asText()).isEqualTo("1.2.3");
        assertThat(status.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(status.get("problems")).isEmpty();
        assertThat(status.get("news").toString()).contains("brought up to date");
    }

    @Test
    void a_scoped_token_is_refused_for_any_other_verb() throws IOException {
        Conversation watcher = door.connectScoped();

        assertThat(watcher.call("status", "{}").has("result")).isTrue();
        for (String method : List.of("network.list", "message.send", "token.create", "node.stop")) {
            assertThat(watcher.call(method, "{}").at("/error/data/code").asText())
                    .isEqualTo("refused");
        }
        assertThat(door.stops).hasValue(0);
    }

    @Test
    void a_scoped_token_gets_no_further_inside_a_batch() throws IOException {
        JsonNode answers = door.connectScoped()
                .ask("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"},"
                        + "{\"jsonrpc\":\"2.0\",\"method\":\"node.stop\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"token.list\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"network.list\"}]");

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).has("result")).isTrue();
        assertThat(answers.get(1).at("/error/data/code").asText()).isEqualTo("refused");
        assertThat(answers.get(2).at("/error/data/code").asText()).isEqualTo("refused");
        assertThat(door.stops).hasValue(0);
    }

    @Test
    void a_client_is_sent_away_when_its_token_is_revoked() throws IOException {
        Conversation owner = door.connectOwner();
        JsonNode made = owner.call("token.create", "{\"name\":\"phone\"}").get("result");
        Conversation phone = door.connect(made.get("token").asText());

        owner.call("token.revoke", "{\"id\":\"" + made.get("id").asText() + "\"}");

        assertThat(phone.end()).isEqualTo(1008);
        assertThat(owner.call("status", "{}").has("result")).isTrue();
    }

    @Test
    void a_token_is_for_verbs_there_are() throws IOException {
        Conversation owner = door.connectOwner();

        JsonNode good =
                owner.call("token.create", "{\"name\":\"a\",\"verbs\":[\"message.send\",\"pipeline\",\"status\"]}");
        JsonNode bad = owner.call("token.create", "{\"name\":\"b\",\"verbs\":[\"message.send\",\"nonsense\"]}");

        assertThat(good.has("result")).isTrue();
        assertThat(bad.at("/error/data/code").asText()).isEqualTo("invalid_argument");
        assertThat(bad.at("/error/message").asText())
                .startsWith("There is no verb 'nonsense'.")
                .contains("message, message.acknowledge,")
                .doesNotContain("token.");
        assertThat(owner.call("token.list", "{}").get("result")).hasSize(1);
    }

    @Test
    void a_token_is_revoked_by_its_name_or_the_beginning_of_its_id_unless_several_are_meant() throws IOException {
        Conversation owner = door.connectOwner();
        owner.call("token.create", "{\"name\":\"app\"}");
        String second = owner.call("token.create", "{\"name\":\"app\"}")
                .at("/result/id")
                .asText();

        JsonNode unclear = owner.call("token.revoke", "{\"id\":\"app\"}");
        assertThat(unclear.at("/error/data/code").asText()).isEqualTo("ambiguous");
        assertThat(unclear.at("/error/message").asText()).contains(second);

        assertThat(owner.call("token.revoke", "{\"id\":\"" + second.substring(0, 6) + "\"}")
                        .has("result"))
                .isTrue();
        assertThat(owner.call("token.revoke", "{\"id\":\"app\"}").has("result")).isTrue();
        assertThat(owner.call("token.revoke", "{\"id\":\"app\"}")
                        .at("/error/data/code")
                        .asText())
                .isEqualTo("not_found");
        assertThat(owner.call("token.list", "{}").get("result")).isEmpty();
    }

    @Test
    void a_client_is_sent_away_when_its_token_expires() throws IOException {
        Conversation owner = door.connectOwner();
        JsonNode made = owner.call("token.create", "{\"name\":\"phone\",\"expiresMillis\":60000}");
        Conversation phone = door.connect(made.at("/result/token").asText());

        for (Duration age = STEP; age.compareTo(Duration.ofMinutes(1)) < 0; age = age.plus(STEP)) {
            door.clock.advance(STEP);
            assertThat(owner.call("status", "{}").has("result")).isTrue();
            assertThat(phone.call("status", "{}").has("result")).isTrue();
        }
        door.clock.advance(STEP);

        assertThat(phone.end()).isEqualTo(1008);
        assertThat(owner.call("status", "{}").has("result")).isTrue();
    }

    @Test
    void clients_are_told_when_the_api_is_replaced() throws IOException {
        Conversation owner = door.connectOwner();

        door.servlets.stop();

        assertThat(owner.end()).isEqualTo(1012);
    }

    @Test
    void health_is_good_only_when_messages_can_be_exchanged() throws Exception {
        assertThat(health().statusCode()).isEqualTo(503);

        door.networks.set(Optional.of(new SampleNetworks(List.of(), false)));
        assertThat(health().statusCode()).isEqualTo(503);

        door.networks.set(Optional.of(new SampleNetworks(List.of(), true)));
        assertThat(health().statusCode()).isEqualTo(200);
        assertThat(health().body()).isEqualTo("{\"state\":\"ready\"}");
    }

    private HttpResponse<String> health() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port + "/health"))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
