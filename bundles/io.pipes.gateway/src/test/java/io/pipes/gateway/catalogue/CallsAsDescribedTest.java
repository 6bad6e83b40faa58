// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipes.testkit.nodes.SimulatedPipes;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes take and answer what the catalogue says, and nothing else. */
class CallsAsDescribedTest {
    private static final int NODES = 3;

    /** Answered before there are methods. */
    private static final String AUTH = "auth";

    /** Looked at to say where it belongs: history knows no cursors. */
    private static final String REFUSED = "pipeline.history cursor";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static RealGateway gateway;
    private static Trial trial;

    @BeforeAll
    static void call_every_method(@TempDir Path home) throws Exception {
        gateway = new RealGateway(NODES, home);
        auth(JSON.textNode(gateway.ownerToken()));
        trial = new Trial(gateway);
        new Tour(trial, gateway).run();
        // Of these more is told to a call that somebody waits for.
        String friend = gateway.pipes.node(1).name();
        gateway.ask(
                "message.send",
                JSON.objectNode()
                        .put("network", SimulatedPipes.NETWORK)
                        .put("node", friend)
                        .put("text", "hello")
                        .put("follow", true));
        gateway.pipes.settle();
        gateway.ask("store.move", JSON.objectNode().put("to", "postgresql").put("progress", true));
        trial.checkNotifications();
    }

    @AfterAll
    static void close() {
        gateway.close();
    }

    @Test
    void values_that_are_described_are_taken_others_refused_and_answers_and_notifications_are_as_described() {
        assertThat(trial.problems()).isEmpty();
        assertThat(trial.tried()).isGreaterThan(1_000);
    }

    @Test
    void every_method_was_called_with_each_of_its_parameters() {
        assertThat(trial.given()).containsExactlyInAnyOrderElementsOf(described());
    }

    @Test
    void methods_look_at_the_parameters_that_are_described_and_at_no_others() {
        Set<String> expected = described();
        expected.add(REFUSED);

        assertThat(trial.asked()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void who_comes_in_is_answered_as_described_and_so_is_who_does_not() {
        Entry auth = Catalogue.ofThisApi().method(AUTH).orElseThrow();
        DocumentedSchemas schemas = new DocumentedSchemas(AsyncApi.document(Catalogue.ofThisApi()));

        JsonNode good = auth(JSON.textNode(gateway.ownerToken()));
        assertThat(schemas.wrong(auth.result().schema(), good.get("result"))).isEmpty();
        for (JsonNode wrong : WrongValues.otherThan(Type.text())) {
            JsonNode refused = auth(wrong);
            assertThat(schemas.wrong(Errors.ERROR, refused.get("error"))).isEmpty();
            assertThat(refused.at("/error/data/code").asText()).isEqualTo("invalid_argument");
            assertThat(refused.at("/error/message").asText()).contains("'token'");
        }
    }

    private static JsonNode auth(JsonNode token) {
        return gateway.ask(AUTH, JSON.objectNode().set("token", token));
    }

    @Test
    void every_notification_came() {
        Set<String> expected = Catalogue.ofThisApi().notices().stream()
                .map(Notice::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(trial.notified()).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Methods, and their parameters as {@code method parameter}. */
    private static Set<String> described() {
        return Catalogue.ofThisApi()
                .methods()
                .filter(entry -> !entry.name().equals(AUTH))
                .flatMap(entry -> Stream.concat(
                        Stream.of(entry.name()),
                        entry.params().fields().stream().map(field -> entry.name() + " " + field.name())))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
