// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.state.Merge;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import io.pipes.testkit.time.ManualClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How state is written as JSON. */
class StateMethodsTest {
    private final Map<String, Method> methods = new TreeMap<>();
    private final SampleState state = new SampleState();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private final List<JsonNode> told = outlet.sent;

    @BeforeEach
    void begin() {
        SampleNetwork network = new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])), "home", List.of(), Optional.of(state.pipelines()));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(network), true), () -> {
            throw new IllegalStateException("nobody asks for identities");
        });
        new StateMethods(resolver, new ManualClock()).addTo(methods);
    }

    @Test
    void a_map_is_written_read_and_listed() {
        JsonNode sent = call("state.put", "name", "colours", "key", "sky", "text", "blue");
        assertThat(sent.get("receipt").asText()).isEqualTo("stored");
        call("state.put", "name", "colours", "key", "sea", "base64", "AAE=");

        JsonNode sky = call("state.get", "name", "colours", "key", "sky");
        assertThat(sky.get("text").asText()).isEqualTo("blue");
        assertThat(sky.get("author").asText()).isEqualTo(SampleState.SELF.text());
        assertThat(sky.get("time").asText()).isEqualTo("1970-01-01T00:00:00.000Z");
        assertThat(call("state.get", "name", "colours", "key", "sea")
                        .get("base64")
                        .asText())
                .isEqualTo("AAE=");
        assertThat(call("state.list").get(0).get("kind").asText()).isEqualTo("map");
        assertThat(call("state.entries", "name", "colours").findValuesAsText("key"))
                .containsExactly("sea", "sky");

        call("state.remove", "name", "colours", "key", "sky");
        assertThatThrownBy(() -> call("state.get", "name", "colours", "key", "sky"))
                .cause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.NOT_FOUND));
    }

    @Test
    void entries_come_in_pages() {
        for (int i = 10; i < 20; i++) {
            call("state.put", "name", "colours", "key", "k" + i, "text", "x");
        }

        assertThat(page("k13", 3)).containsExactly("k14", "k15", "k16");
        assertThat(page("k19", 3)).isEmpty();
    }

    private List<String> page(String after, int limit) {
        ObjectNode params = params("name", "colours", "after", after).put("limit", limit);
        return call("state.entries", params).findValuesAsText("key");
    }

    @Test
    void an_answer_has_about_a_mebibyte_of_values() {
        for (int i = 10; i < 20; i++) {
            call("state.put", "name", "colours", "key", "k" + i, "text", "x".repeat(256 << 10));
        }

        assertThat(call("state.entries", "name", "colours")).hasSize(4);
    }

    @Test
    void counters_and_sets_have_their_kind() {
        ObjectNode amount = params("name", "visits", "kind", "counter").put("amount", -3);
        call("state.add", amount);
        assertThat(call("state.get", "name", "visits", "kind", "counter")
                        .get("value")
                        .asLong())
                .isEqualTo(-3);

        call("state.add", "name", "tags", "kind", "set", "key", "new");
        assertThat(call("state.get", "name", "tags", "kind", "set", "key", "new")
                        .get("present")
                        .asBoolean())
                .isTrue();
        call("state.remove", "name", "tags", "kind", "set", "key", "new");
        assertThat(call("state.entries", "name", "tags", "kind", "set")).isEmpty();
    }

    @Test
    void what_a_kind_cannot_do_is_said() {
        refused("state.add", "name", "colours", "key", "sky");
        refused("state.remove", "name", "visits", "kind", "counter", "key", "x");
        refused("state.entries", "name", "visits", "kind", "counter");
        refused("state.add", "name", "visits", "kind", "counter");
        refused("state.get", "name", "visits", "kind", "list");
    }

    private void refused(String method, String... params) {
        assertThatThrownBy(() -> call(method, params))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.INVALID_ARGUMENT));
    }

    @Test
    void who_subscribes_hears_what_is_there() {
        call("state.put", "name", "colours", "key", "sky", "text", "blue");
        String id =
                call("state.subscribe", "name", "colours").get("subscription").asText();

        JsonNode change = told.get(0).get("params");
        assertThat(told.get(0).get("method").asText()).isEqualTo("state.changed");
        assertThat(change.get("subscription").asText()).isEqualTo(id);
        assertThat(change.get("present").asBoolean()).isTrue();
        assertThat(change.get("text").asText()).isEqualTo("blue");
        call("state.subscribe", "name", "visits", "kind", "counter");
        assertThat(told.get(1).get("params").get("value").asLong()).isZero();
    }

    @Test
    void who_merges_is_told_all_that_was_written_without_knowing_of_each_other() {
        call("state.put", "name", "colours", "key", "sky", "text", "blue");
        assertThat(merged("state.get").has("concurrent"))
                .as("nobody else has written")
                .isFalse();
        state.beside.add(new Content("image/png", Bytes.wrap(new byte[] {0, 1})));

        JsonNode sky = merged("state.get");

        assertThat(sky.get("text").asText()).isEqualTo("blue");
        assertThat(sky.get("concurrent").toString())
                .isEqualTo("[{\"contentType\":\"image/png\",\"base64\":\"AAE=\"},"
                        + "{\"contentType\":\"text/plain\",\"text\":\"blue\"}]");
        assertThat(merged("state.entries").get(0).get("concurrent")).hasSize(2);
        merged("state.subscribe");
        assertThat(told.get(0).get("params").get("concurrent")).hasSize(2);
        assertThat(call("state.get", "name", "colours", "key", "sky").has("concurrent"))
                .isFalse();
    }

    private JsonNode merged(String method) {
        return call(method, params("name", "colours", "key", "sky").put("concurrent", true));
    }

    @Test
    void of_very_many_values_of_a_key_the_last_ones_are_told() {
        call("state.put", "name", "colours", "key", "sky", "text", "blue");
        for (int i = 0; i < 100; i++) {
            state.beside.add(Content.text("colour " + i));
        }
        assertThat(merged("state.get").get("concurrent"))
                .hasSize(Merge.MOST_VALUES)
                .first()
                .extracting(value -> value.get("text").asText())
                .isEqualTo("colour 37");

        state.beside.clear();
        for (int i = 0; i < 10; i++) {
            state.beside.add(Content.text("x".repeat(256 << 10)));
        }
        assertThat(merged("state.get").get("concurrent")).hasSize(4);
    }

    private JsonNode call(String method, String... params) {
        return call(method, params(params));
    }

    private JsonNode call(String method, ObjectNode params) {
        return methods.get(method)
                .call(client, new Params(params))
                .toCompletableFuture()
                .join();
    }

    private static ObjectNode params(String... params) {
        ObjectNode named = JsonNodeFactory.instance.objectNode().put("pipeline", "shared");
        for (int i = 0; i < params.length; i += 2) {
            named.put(params[i], params[i + 1]);
        }
        return named;
    }
}
