// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Recording;
import io.pipes.gateway.rpc.Retries;
import io.pipes.gateway.rpc.Welcome;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Reach;
import io.pipes.gateway.token.Tokens;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tokens for one network, or for one pipeline, reach. */
class FenceTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final NetworkId HOME = network(1);
    private static final NetworkId OFFICE = network(2);

    private final ManualClock clock = new ManualClock();
    private final SamplePipeline notes = new SamplePipeline();
    private final List<LocalNetwork> networks = new ArrayList<>();
    private final Recording outlet = new Recording();
    private final Client client = new Client(outlet);
    private Tokens tokens;
    private Map<String, Method> methods;
    private Dispatcher dispatcher;
    private String owner;
    private boolean ready = true;

    private static NetworkId network(int first) {
        byte[] id = new byte[NetworkId.SIZE];
        Arrays.fill(id, (byte) first);
        return NetworkId.of(Bytes.wrap(id));
    }

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        networks.add(new SampleNetwork(HOME, "home", List.of(), Optional.of(notes.pipelines())));
        networks.add(new SampleNetwork(OFFICE, "office", List.of(), Optional.of(notes.pipelines())));
        tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        Resolver resolver = new Resolver(() -> new SampleNetworks(networks, ready), () -> {
            throw new IllegalStateException("nobody asks for identities");
        });
        ProcessMethods process = new ProcessMethods(
                Optional::empty,
                new ProcessMethods.Facts(
                        "1", "p", () -> "127.0.0.1:1", Optional::empty, Optional::empty, Optional::empty, List::of),
                () -> {});
        methods = AllMethods.of(resolver, process, tokens, clock);
        dispatcher = new Dispatcher(methods, tokens, new Welcome("1", "p"), new Retries(clock, clock), clock);
        owner = Files.readString(home.resolve("api-token")).strip();
    }

    private JsonNode call(String method, ObjectNode params) {
        ask(method, params);
        return outlet.sent.get(0);
    }

    private void ask(String method, ObjectNode params) {
        ObjectNode request =
                JSON.objectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", params);
        outlet.sent.clear();
        dispatcher.serve(client, request);
    }

    private static ObjectNode params(String... namesAndValues) {
        ObjectNode params = JSON.objectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            params.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return params;
    }

    private void enter(String token) {
        assertThat(call("auth", params("token", token)).has("result")).isTrue();
    }

    /** Makes a token as the owner does, and comes in with it. */
    private void enterWith(String... scope) {
        enter(owner);
        String made = call("token.create", params(scope).put("name", "guest"))
                .at("/result/token")
                .asText();
        enter(made);
    }

    private String networkShown(String... params) {
        return call("network.show", params(params)).at("/result/network").asText();
    }

    private void assertRefused(String method, String... params) {
        JsonNode error = call(method, params(params)).path("error");
        assertThat(error.at("/data/code").asText()).as(method).isEqualTo("refused");
        assertThat(error.get("message").asText()).doesNotContain("office");
    }

    @Test
    void a_token_for_a_network_reaches_it_by_its_name_its_id_and_the_beginning_of_that() {
        enterWith("network", "home");

        assertThat(networkShown("network", "home")).isEqualTo(HOME.text());
        assertThat(networkShown("network", HOME.text())).isEqualTo(HOME.text());
        assertThat(networkShown("network", HOME.text().toUpperCase(Locale.ROOT)))
                .isEqualTo(HOME.text());
        assertThat(networkShown("network", HOME.text().substring(0, 6))).isEqualTo(HOME.text());
    }

    @Test
    void a_token_that_was_made_with_an_id_reaches_the_network_by_its_name() {
        enterWith("network", HOME.text().substring(0, 8));

        assertThat(networkShown("network", "home")).isEqualTo(HOME.text());
    }

    @Test
    void who_names_no_network_means_the_one_of_its_token() {
        enterWith("network", "office");
        assertThat(networkShown()).isEqualTo(OFFICE.text());

        networks.remove(0);
        assertThat(networkShown()).isEqualTo(OFFICE.text());
    }

    @Test
    void other_networks_are_refused_however_they_are_called_and_not_told_of() {
        enterWith("network", "home");

        assertRefused("network.show", "network", "office");
        assertRefused("network.show", "network", OFFICE.text());
        assertRefused("network.show", "network", OFFICE.text().substring(0, 6));
        assertRefused("pipeline.publish", "network", OFFICE.text().substring(0, 6), "name", "notes", "text", "x");
        assertRefused("network.show", "network", "nothing of that name");
        assertThat(notes.contents).isEmpty();
    }

    @Test
    void another_network_that_takes_the_name_is_not_reached() {
        enterWith("network", "home");

        networks.set(0, new SampleNetwork(network(3), "home", List.of(), Optional.empty()));

        assertRefused("network.show", "network", "home");
        assertRefused("network.show");
    }

    @Test
    void a_token_of_an_earlier_version_names_its_network_as_its_owner_did() {
        enter(tokens.create("old", List.of(), Reach.network("home"), Optional.empty())
                .text());

        assertThat(networkShown("network", HOME.text())).isEqualTo(HOME.text());
        assertRefused("network.show", "network", OFFICE.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.list",
                "network.create",
                "network.join",
                "identity.list",
                "identity.create",
                "status",
                "store.show",
                "store.move",
                "token.list",
                "token.create",
                "backup.create",
                "node.stop"
            })
    void what_concerns_the_process_is_not_for_a_token_for_one_network(String method) {
        enterWith("network", "home");

        assertRefused(method, "network", "home", "name", "x", "to", "x");
    }

    @Test
    void a_token_for_a_pipeline_reaches_it_and_no_other_one() {
        enterWith("network", "home", "pipeline", "notes");

        assertThat(call("pipeline.publish", params("name", "notes", "text", "milk"))
                        .has("result"))
                .isTrue();
        assertThat(call("pipeline.subscribe", params("network", "home", "name", "notes"))
                        .has("result"))
                .isTrue();
        assertThat(call("pipeline.show", params("name", "notes")).has("result")).isTrue();
        assertRefused("pipeline.open", "name", "secrets");
        assertRefused("pipeline.publish", "name", "secrets", "text", "milk");
        assertRefused("pipeline.publish", "text", "milk");
        assertRefused("pipeline.publish", "network", OFFICE.text(), "name", "notes", "text", "milk");
        assertRefused("state.put", "pipeline", "secrets", "name", "notes", "key", "k", "text", "v");
        assertThat(notes.contents).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipeline.list",
                "pipeline.watch",
                "pipeline.create",
                "archive.import",
                "message.send",
                "message.subscribe",
                "presence.list",
                "network.show",
                "network.leave",
                "node.list",
                "status"
            })
    void what_is_not_of_a_pipeline_is_not_for_a_token_for_one(String method) {
        enterWith("network", "home", "pipeline", "notes");

        assertRefused(method, "network", "home", "name", "notes", "pipeline", "notes");
    }

    @Test
    void a_token_for_a_pipeline_deals_with_what_it_subscribed_to_and_called() {
        enterWith("network", "home", "pipeline", "notes");
        String subscription = call("pipeline.subscribe", params("name", "notes"))
                .at("/result/subscription")
                .asText();

        assertThat(call("subscription.grant", params("subscription", subscription))
                        .has("result"))
                .isTrue();
        assertThat(call("call.cancel", params("id", "none")).has("result")).isTrue();
        assertThat(call("subscription.cancel", params("subscription", subscription))
                        .has("result"))
                .isTrue();
    }

    @Test
    void a_token_is_made_for_what_is_there_only() {
        enter(owner);

        for (ObjectNode bad : List.of(
                params("network", "house"),
                params("network", "home", "pipeline", "secrets"),
                params("pipeline", "notes"))) {
            JsonNode error = call("token.create", bad.put("name", "guest")).path("error");
            assertThat(error.at("/data/code").asText()).isIn("not_found", "ambiguous");
        }
        assertThat(tokens.list()).isEmpty();
    }

    @Test
    void while_the_networks_are_away_a_call_waits_for_them_as_the_owner_s_does() {
        enterWith("network", "home");
        List<LocalNetwork> away = new ArrayList<>(networks);
        ObjectNode request =
                JSON.objectNode().put("jsonrpc", "2.0").put("id", 1).put("method", "pipeline.show");
        request.set("params", params("name", "notes"));
        networks.set(0, new SampleNetwork(HOME, "home", List.of(), Optional.empty()));
        outlet.sent.clear();

        dispatcher.serve(client, request);
        clock.advance(Duration.ofSeconds(1));
        assertThat(outlet.sent).isEmpty();
        networks.clear();
        networks.addAll(away);
        clock.advance(Duration.ofSeconds(1));

        assertThat(outlet.sent).hasSize(1);
        assertThat(outlet.sent.get(0).has("result")).isTrue();
    }

    @Test
    void while_a_node_loads_its_networks_the_one_of_the_token_is_away_and_not_refused() {
        enterWith("network", "home");
        List<LocalNetwork> loading = new ArrayList<>(networks);
        networks.clear();
        ready = false;

        ask("network.show", params());
        assertThat(outlet.sent).isEmpty();
        networks.addAll(loading);
        clock.advance(Duration.ofSeconds(1));
        assertThat(outlet.sent.get(0).at("/result/network").asText()).isEqualTo(HOME.text());
        assertRefused("network.show", "network", "office");

        networks.clear();
        ask("network.show", params());
        clock.advance(Duration.ofSeconds(10));
        assertThat(outlet.sent.get(0).at("/error/data/code").asText()).isEqualTo("feature_missing");
        assertThat(outlet.sent.get(0).at("/error/data/retry").asBoolean()).isTrue();
    }

    @Test
    void a_call_that_waits_does_not_get_the_reach_of_a_token_that_is_shown_meanwhile() {
        enterWith("network", "home");
        networks.set(0, new SampleNetwork(HOME, "home", List.of(), Optional.empty()));
        ask("pipeline.publish", params("name", "notes", "text", "milk"));
        assertThat(outlet.sent).as("the feature is away").isEmpty();

        enter(tokens.create("reader", List.of("pipeline.show"), Reach.EVERYWHERE, Optional.empty())
                .text());
        networks.remove(0);
        outlet.sent.clear();
        clock.advance(Duration.ofSeconds(10));

        assertThat(outlet.sent.get(0).at("/error/data/code").asText()).isEqualTo("refused");
        assertThat(notes.contents).isEmpty();
    }

    @Test
    void every_method_that_has_a_place_by_its_name_is_there() {
        assertThat(methods.keySet()).containsAll(Fence.NAMED);
    }

    @Test
    void the_owner_reaches_everything() {
        enter(owner);

        assertThat(networkShown("network", "office")).isEqualTo(OFFICE.text());
        assertThat(call("network.show", params()).at("/error/data/code").asText())
                .isEqualTo(PipesException.Code.AMBIGUOUS.text());
    }
}
