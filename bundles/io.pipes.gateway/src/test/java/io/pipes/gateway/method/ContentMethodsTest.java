// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import io.pipes.testkit.time.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How content of any length travels in JSON. */
class ContentMethodsTest {
    private final Map<String, Method> methods = new TreeMap<>();
    private final ManualClock clock = new ManualClock();
    private final SampleContents contents = new SampleContents();
    private final Client client = client();

    private static Client client() {
        return new Client(new Recording());
    }

    @BeforeEach
    void begin() {
        SampleNetwork network = new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])),
                "home",
                List.of(),
                Optional.of(contents.pipelines()));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(network), true), () -> {
            throw new IllegalStateException("nobody asks for identities");
        });
        new ContentMethods(resolver, clock).addTo(methods);
    }

    private String publishing() {
        return call("content.publish", "name", "notes").get("content").asText();
    }

    private String reading() {
        return call("content.open", "name", "notes", "message", contents.largeMessage())
                .get("content")
                .asText();
    }

    @Test
    void a_message_is_handed_in_piece_by_piece_and_then_over() {
        String content = publishing();

        assertThat(call("content.write", "content", content, "base64", "b25l")
                        .get("takenBytes")
                        .asLong())
                .isEqualTo(3);
        assertThat(call("content.write", "content", content, "base64", "dHdv")
                        .get("takenBytes")
                        .asLong())
                .isEqualTo(6);
        assertThat(call("content.write", "content", content).get("receipt").asText())
                .isEqualTo("stored");
        assertThat(contents.published()).containsExactly("onetwo");
        assertRefused(PipesException.Code.NOT_FOUND, "content.write", "content", content);
    }

    @Test
    void a_client_that_vanishes_gives_up_what_it_has_begun() {
        call("content.write", "content", publishing(), "base64", "b25l");

        client.closed();

        assertThat(contents.discarded()).isEqualTo(1);
        assertThat(contents.published()).isEmpty();
    }

    @Test
    void a_message_that_fails_is_over() {
        String content = publishing();
        contents.full(true);

        assertRefused(PipesException.Code.STORAGE, "content.write", "content", content, "base64", "b25l");
        contents.full(false);

        assertRefused(PipesException.Code.NOT_FOUND, "content.write", "content", content, "base64", "b25l");
        assertThat(contents.discarded()).isEqualTo(1);
    }

    @Test
    void a_content_is_read_piece_by_piece_and_then_over() {
        JsonNode opened = call("content.open", "name", "notes", "message", contents.largeMessage());
        assertThat(opened.get("sizeBytes").asLong()).isEqualTo(6);
        assertThat(opened.get("contentType").asText()).isEqualTo("image/png");
        String content = opened.get("content").asText();
        contents.arrives("one");
        contents.arrives("two");
        contents.ends();

        assertThat(call("content.read", "content", content).get("base64").asText())
                .isEqualTo("b25l");
        assertThat(contents.given()).as("as it was asked for").isEqualTo(1);
        assertThat(call("content.read", "content", content).get("base64").asText())
                .isEqualTo("dHdv");
        assertThat(call("content.read", "content", content).get("base64").isNull())
                .isTrue();
        assertRefused(PipesException.Code.NOT_FOUND, "content.read", "content", content);
    }

    @Test
    void a_message_that_is_no_longer_than_a_packet_is_read_in_the_same_way() {
        ObjectNode params = params("name", "notes", "message", contents.shortMessage());
        String content =
                call("content.open", params.put("fromBytes", 2)).get("content").asText();

        assertThat(call("content.read", "content", content).get("base64").asText())
                .isEqualTo("ZQ==");
        assertThat(call("content.read", "content", content).get("base64").isNull())
                .isTrue();
    }

    @Test
    void while_a_content_comes_calls_are_answered_with_how_far_it_is_and_no_piece_is_lost() {
        String content = reading();

        CompletableFuture<JsonNode> waiting = later("content.read", params("content", content));
        assertThat(waiting).isNotDone();
        assertRefused(PipesException.Code.BUSY, "content.read", "content", content);
        clock.advance(ContentReading.PATIENCE);

        assertThat(waiting.join().get("base64").asText()).isEmpty();
        assertThat(waiting.join().get("cameBytes").asLong()).isEqualTo(4);
        contents.arrives("one");
        assertThat(call("content.read", "content", content).get("base64").asText())
                .isEqualTo("b25l");
    }

    @Test
    void reading_goes_on_where_it_was_when_the_feature_comes_back() {
        String content = reading();
        contents.arrives("one");
        call("content.read", "content", content);

        contents.fails(PipesException.Code.FEATURE_MISSING);
        assertRefused(PipesException.Code.FEATURE_MISSING, "content.read", "content", content);
        contents.arrives("two");

        assertThat(call("content.read", "content", content).get("base64").asText())
                .isEqualTo("dHdv");
        assertThat(contents.begins()).containsExactly(0L, 3L);
    }

    @Test
    void any_other_failure_ends_the_reading() {
        String content = reading();
        contents.fails(PipesException.Code.UNREACHABLE);

        assertRefused(PipesException.Code.UNREACHABLE, "content.read", "content", content);

        assertRefused(PipesException.Code.NOT_FOUND, "content.read", "content", content);
    }

    @Test
    void so_many_go_on_at_a_time_and_who_ends_makes_room() {
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < Slots.OF_ONE; i++) {
            begun.add(i % 2 == 0 ? publishing() : reading());
        }
        assertRefused(PipesException.Code.BUSY, "content.publish", "name", "notes");
        assertRefused(PipesException.Code.BUSY, "content.open", "name", "notes", "message", contents.largeMessage());

        call("content.write", "content", begun.get(0));
        client.cancel(begun.get(1));

        publishing();
        reading();
        assertRefused(PipesException.Code.BUSY, "content.publish", "name", "notes");
    }

    @Test
    void what_is_not_begun_takes_no_room() {
        for (int i = 0; i <= Slots.COUNT; i++) {
            assertRefused(
                    PipesException.Code.NOT_FOUND,
                    "content.open",
                    "name",
                    "notes",
                    "message",
                    contents.largeMessage() + "7");
            assertThatThrownBy(() -> call(
                            "content.open",
                            params("name", "notes", "message", contents.largeMessage())
                                    .put("fromBytes", 7)))
                    .hasMessageContaining("behind the end");
            assertRefused(PipesException.Code.INVALID_ARGUMENT, "content.publish", "name", "notes", "contentType", "");
        }
        publishing();
    }

    @Test
    void what_is_no_message_is_refused() {
        for (String nonsense : List.of("x", ".", "1.1.1", contents.largeMessage() + "x", "../../etc/passwd")) {
            assertRefused(PipesException.Code.INVALID_ARGUMENT, "content.open", "name", "notes", "message", nonsense);
        }
        assertRefused(PipesException.Code.INVALID_ARGUMENT, "content.write", "content", reading());
        assertRefused(PipesException.Code.INVALID_ARGUMENT, "content.read", "content", publishing());
    }

    private void assertRefused(PipesException.Code code, String method, String... params) {
        assertThatThrownBy(() -> call(method, params))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static ObjectNode params(String... params) {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < params.length; i += 2) {
            named.put(params[i], params[i + 1]);
        }
        return named;
    }

    @Test
    void what_is_refused_at_once_takes_no_place_away_from_others() {
        ObjectNode wrong = params("name", "notes").put("contentType", 7);
        for (int i = 0; i < Slots.COUNT; i++) {
            assertThatThrownBy(() -> call("content.publish", wrong))
                    .isInstanceOf(PipesException.class)
                    .hasMessageContaining("'contentType'");
        }

        assertThat(publishing()).isNotEmpty();
    }

    private JsonNode call(String method, String... params) {
        return call(method, params(params));
    }

    private JsonNode call(String method, ObjectNode params) {
        CompletableFuture<JsonNode> answer = later(method, params);
        assertThat(answer).as("%s is answered at once", method).isDone();
        try {
            return answer.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof PipesException known ? known : failure;
        }
    }

    private CompletableFuture<JsonNode> later(String method, ObjectNode params) {
        return methods.get(method).call(client, new Params(params)).toCompletableFuture();
    }
}
