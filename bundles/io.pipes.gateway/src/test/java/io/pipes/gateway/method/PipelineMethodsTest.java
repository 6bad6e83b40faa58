// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Outlet;
import io.pipes.gateway.rpc.Params;
import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client may ask for who publishes to a persistent pipeline. */
class PipelineMethodsTest {
    private final Map<String, Method> methods = new TreeMap<>();
    private final SamplePipeline notes = new SamplePipeline();
    private final Client client = new Client(new Outlet() {
        @Override
        public void send(String text) {}

        @Override
        public void admit() {}

        @Override
        public void close(int code, String reason) {}
    });

    @BeforeEach
    void begin() {
        SampleNetwork network = new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])), "home", List.of(), Optional.of(notes.pipelines()));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(network), true), () -> {
            throw new IllegalStateException("nobody asks for identities");
        });
        new PipelineMethods(resolver, new ManualClock()).addTo(methods);
    }

    @Test
    void who_waits_until_others_have_stored_it_is_told_how_many_have() {
        JsonNode sent = publish(params -> params.put("storedAt", 2).put("timeoutMillis", 500));

        assertThat(sent.get("receipt").asText()).isEqualTo("stored");
        assertThat(sent.get("storedAt").asInt()).isEqualTo(3);
        assertThat(notes.published).containsExactly(Optional.of(new StoredAt(2, Duration.ofMillis(500))));
    }

    @Test
    void who_waits_for_nobody_is_told_of_nobody() {
        assertThat(publish(params -> {}).has("storedAt")).isFalse();
        assertThat(notes.published).containsExactly(Optional.empty());
    }

    @Test
    void what_makes_no_sense_is_refused_and_nothing_is_published() {
        assertRefused(params -> params.put("storedAt", 0));
        assertRefused(params -> params.put("storedAt", 1_001));
        assertRefused(params -> params.put("storedAt", "two"));
        assertRefused(params -> params.put("storedAt", 2).put("timeoutMillis", 0));
        assertRefused(params -> params.put("storedAt", 2).put("timeoutMillis", 600_001));
        assertThat(notes.published).isEmpty();
    }

    private void assertRefused(Consumer<ObjectNode> more) {
        assertThatThrownBy(() -> publish(more))
                .isInstanceOfSatisfying(PipesException.class, failure -> assertThat(failure.code())
                        .isEqualTo(PipesException.Code.INVALID_ARGUMENT));
    }

    private JsonNode publish(Consumer<ObjectNode> more) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("name", "notes").put("text", "milk");
        more.accept(params);
        return call("pipeline.publish", params);
    }

    private JsonNode call(String method, ObjectNode params) {
        return methods.get(method)
                .call(client, new Params(params))
                .toCompletableFuture()
                .join();
    }
}
