// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.client.fake.FakeNode;
import io.pipes.client.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How ways and presence look: anna is far, bert lies between. */
class WaysAndPresenceTest {
    private static final JsonObject NOTHING = JsonObject.empty();
    private static final String SELF_ID = "00000000007h9k2m";
    private static final String ANNA_ID = "16250pj7g1c5knfp";
    private static final String BERT_ID = "5ncsvm6wk7td5e9h";

    private static final JsonObject BERT = NOTHING.with("node", BERT_ID)
            .with("name", "bert")
            .with("role", "writer")
            .with("state", "connected")
            .with("hops", 1)
            .with("via", null)
            .with("rttMillis", 0.42)
            .with("address", "tcp://192.0.2.20:7171");
    private static final JsonObject ANNA = NOTHING.with("node", ANNA_ID)
            .with("name", "anna")
            .with("role", "writer")
            .with("state", "reachable")
            .with("hops", 2)
            .with("via", BERT_ID)
            .with("rttMillis", 8.0)
            .with("address", null);
    private static final JsonObject EXPLAINED = NOTHING.with("node", ANNA_ID)
            .with("hops", 2)
            .with("route", List.of(BERT_ID, ANNA_ID))
            .with(
                    "candidates",
                    List.of(
                            NOTHING.with("address", "tcp://192.0.2.30:7171")
                                    .with("kind", "direct")
                                    .with("result", "refused"),
                            NOTHING.with("address", BERT_ID)
                                    .with("kind", "relayed")
                                    .with("result", "in use")))
            .with("reason", "There is no direct link.");
    private static final JsonObject PRESENT = NOTHING.with("node", ANNA_ID)
            .with("name", "anna")
            .with("state", "reachable")
            .with("hops", 2)
            .with("via", BERT_ID)
            .with("rttMillis", 8.0)
            .with("status", "at lunch")
            .with("capabilities", List.of("pipeline"))
            .with("lastSeen", null)
            .with("suspicion", 0.1)
            .with("suspected", false);

    private final FakeNode node = new FakeNode()
            .answer("subscription.cancel", params -> NOTHING)
            .answer("node.list", params -> List.of(ANNA, BERT))
            .answer("node.explain", params -> EXPLAINED)
            .answer(
                    "network.members",
                    params -> List.of(NOTHING.with("node", SELF_ID).with("name", "self"), ANNA, BERT));

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_list_of_nodes_says_through_whom_they_are_reached_by_name() {
        assertThat(Run.of(node, "node", "list").out()).isEqualTo("""
                NAME  NODE        ROLE    STATE      HOPS  RTT     ADDRESS OR WAY         LAST SEEN
                anna  16250pj7g1  writer  reachable  2     8.0 ms  via bert               -
                bert  5ncsvm6wk7  writer  connected  1     0.4 ms  tcp://192.0.2.20:7171  -
                """);
    }

    @Test
    void an_explanation_for_people_has_names_and_a_table_of_what_was_tried() {
        assertThat(Run.of(node, "node", "explain", "anna").out()).isEqualTo("""
                'anna' is 2 hops away: this node -> bert -> anna
                There is no direct link.

                ADDRESS OR WAY         KIND     RESULT
                tcp://192.0.2.30:7171  direct   refused
                bert                   relayed  in use
                """);
    }

    @Test
    void an_explanation_for_programs_is_one_object_and_one_call() {
        Run run = Run.of(node, "node", "explain", "anna", "--json");

        assertThat(run).isEqualTo(new Run(0, EXPLAINED + "\n", ""));
        assertThat(node.calls("network.members")).isEmpty();
    }

    @Test
    void who_cannot_be_reached_is_said_to_be_so() {
        node.answer(
                "node.explain",
                params -> EXPLAINED.with("hops", null).with("route", List.of()).with("candidates", List.of()));

        assertThat(Run.of(node, "node", "explain", "anna").out()).isEqualTo("""
                'anna' cannot be reached now.
                There is no direct link.
                """);
    }

    @Test
    void a_network_shows_who_is_linked_to_whom() {
        JsonObject network = NOTHING.with("name", "home")
                .with("peers", List.of(BERT))
                .with("links", List.of(link(SELF_ID, BERT_ID), link(ANNA_ID, BERT_ID)));
        node.answer("network.show", params -> network);

        assertThat(Run.of(node, "network", "show").out()).endsWith("""

                NAME  LINKED TO
                anna  bert
                bert  anna, self
                self  bert
                """);
        assertThat(Run.of(node, "network", "show", "--json").out()).isEqualTo(network + "\n");
    }

    @Test
    void a_large_topology_is_cut_for_people_and_whole_for_programs() {
        List<JsonObject> many = IntStream.range(100, 199)
                .mapToObj(i -> link("node-" + i, "node-" + (i + 1)))
                .toList();
        node.answer("network.show", params -> NOTHING.with("links", many));

        assertThat(Run.of(node, "network", "show").out()).endsWith("... and 60 more; --json has all of them.\n");
        assertThat(Run.of(node, "network", "show", "--json").out()).contains("node-199");
    }

    @Test
    void nodes_of_one_name_are_told_apart_by_their_ids() {
        node.answer("node.list", params -> List.of(ANNA, BERT, BERT.with("node", "zz50pj7g1c5knfpa")));

        assertThat(Run.of(node, "node", "list").out()).contains("via bert (5ncsvm6wk7)");
    }

    @Test
    void presence_is_a_table_with_what_members_say() {
        node.answer("presence.list", params -> List.of(BERT.with("status", "").with("suspected", true), PRESENT));

        assertThat(Run.of(node, "presence", "list").out()).isEqualTo("""
                NAME  NODE        STATE              VIA   RTT     LAST SEEN  STATUS
                bert  5ncsvm6wk7  connected, silent  -     0.4 ms  -          -
                anna  16250pj7g1  reachable          bert  8.0 ms  -          at lunch
                """);
        assertThat(Run.of(node, "presence", "list", "--json").lines()).contains(PRESENT.toString());
    }

    @Test
    void a_status_is_set() {
        node.answer("presence.set", params -> NOTHING.with("status", params.text("status", "?")));

        assertThat(Run.of(node, "presence", "set", "at lunch").out()).isEqualTo("All members can see now: at lunch\n");
        assertThat(Run.of(node, "presence", "set", "").out()).isEqualTo("You say nothing now.\n");
        assertThat(node.calls("presence.set"))
                .containsExactly(NOTHING.with("status", "at lunch"), NOTHING.with("status", ""));
    }

    @Test
    void changes_are_printed_as_sentences_or_as_rows() {
        node.method("presence.subscribe", (params, connection) -> {
            connection.push("presence.changed", change("changed", PRESENT));
            connection.push("presence.changed", change("removed", PRESENT));
            return NOTHING.with("subscription", "s1");
        });

        assertThat(Run.of(node, "presence", "watch", "--count", "2").out()).isEqualTo("""
                'anna' is reachable, 2 hops via 'bert': at lunch
                'anna' is no member any more
                """);
        assertThat(Run.of(node, "presence", "watch", "--count", "1", "--json").out())
                .isEqualTo(NOTHING.with("kind", "changed").withAll(PRESENT) + "\n");
    }

    @Test
    void who_watches_longer_than_anything_happens_ends_with_5() {
        node.answer("presence.subscribe", params -> NOTHING.with("subscription", "s1"));

        Run run = Run.of(node, "presence", "watch", "--timeout", "200ms");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("after 0 changes");
    }

    private static JsonObject link(String one, String other) {
        return NOTHING.with("one", one).with("other", other);
    }

    private static JsonObject change(String kind, JsonObject member) {
        return NOTHING.with("subscription", "s1").with("kind", kind).with("member", member);
    }
}
