// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What two people do first: a home each, a network, messages, and a parting. The one who is killed is a whole node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class TwoHomesTest {
    private static final int MESSAGES = 200;

    private RunningNode north;
    private RunningNode south;
    private String anna;
    private String bert;

    @BeforeAll
    void start() throws Exception {
        north = RunningNode.plain("two-homes-north");
        south = RunningNode.start("two-homes-south", Java.current());
        anna = north.newIdentity("anna");
        bert = south.newIdentity("bert");
    }

    @AfterAll
    void stop() throws Exception {
        try (RunningNode one = north;
                RunningNode other = south) {
            assertThat(one.process().log()).doesNotContain(" ERROR ");
            assertThat(other.process().log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void both_see_each_other_as_connected() throws Exception {
        Joined home = join("home");

        JsonNode seen = north.node("home", home.south()).orElseThrow();
        assertThat(seen.get("name").asText()).isEqualTo("bert");
        assertThat(seen.get("role").asText()).isEqualTo("writer");
        assertThat(seen.get("hops").asInt()).isEqualTo(1);
        assertThat(south.network("home").orElseThrow().get("state").asText()).isEqualTo("connected");
        assertThat(south.call("network.show", "network", "home").get("securityProtocols"))
                .anySatisfy(suite -> assertThat(suite.asText()).contains("PIPES1"));
    }

    @Test
    void a_stream_of_lines_arrives_complete_and_in_order() throws Exception {
        Joined lines = join("lines");
        Feed feed = south.api().subscribe("message.subscribe", "network", "lines");

        List<String> sent =
                IntStream.range(0, MESSAGES).mapToObj(i -> "line " + i).toList();
        for (String line : sent) {
            north.call("message.send", "network", "lines", "node", lines.south(), "text", line);
        }
        List<JsonNode> received = feed.next(MESSAGES);

        assertThat(received).extracting(message -> message.get("text").asText()).containsExactlyElementsOf(sent);
        assertThat(received)
                .allSatisfy(message -> assertThat(message.get("name").asText()).isEqualTo("anna"));
        System.out.println("direct messages between two processes: " + Latencies.of(received));
    }

    @Test
    void what_is_published_reaches_the_other_and_the_receipt_says_that_it_was_sent() throws Exception {
        join("news");
        north.call("pipeline.create", "network", "news", "name", "chat");
        south.await(
                "the pipeline is known there",
                () -> !south.call("pipeline.list", "network", "news").isEmpty());
        Feed feed = south.api().subscribe("pipeline.subscribe", "network", "news", "name", "chat");

        JsonNode receipt = north.call("pipeline.publish", "network", "news", "name", "chat", "text", "good morning");
        JsonNode message = feed.next();

        assertThat(receipt.get("packet").asText())
                .isEqualTo(message.get("packet").asText());
        assertThat(message.get("text").asText()).isEqualTo("good morning");
        assertThat(message.get("pipeline").asText()).isEqualTo("chat");
    }

    @Test
    void a_message_is_delivered_when_its_receipt_says_so() throws Exception {
        Joined receipts = join("receipts");
        Feed feed = south.api().subscribe("message.subscribe", "network", "receipts");

        JsonNode receipt = north.call(
                "message.send",
                "network",
                "receipts",
                "node",
                receipts.south(),
                "text",
                "are you there?",
                "wait",
                "delivered");

        assertThat(receipt.get("receipt").asText()).isEqualTo("delivered");
        assertThat(feed.next().get("message").asText())
                .isEqualTo(receipt.get("message").asText());
    }

    @Test
    void a_revoked_node_is_cut_off_within_a_second_and_says_so_itself() throws Exception {
        Joined parting = join("parting");

        Instant before = Instant.now();
        north.call("network.revoke", "network", "parting", "node", parting.south());
        south.await(
                "it says revoked",
                () -> south.network("parting")
                        .orElseThrow()
                        .get("state")
                        .asText()
                        .equals("revoked"));
        Duration took = Duration.between(before, Instant.now());

        System.out.println("revocation seen by the revoked node after " + took.toMillis() + " ms");
        assertThat(took).isLessThan(Duration.ofSeconds(10));
        assertThat(north.node("parting", parting.south())).isEmpty();
        assertThat(north.network("parting").orElseThrow().get("members").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_killed_node_comes_back_as_itself_and_connects_again() throws Exception {
        Joined first = join("first");
        String founder = first.north();
        String joiner = first.south();
        south.found("second", bert);
        JsonNode identities = south.call("identity.list");
        JsonNode members = south.call("network.members", "network", "first");

        south.process().kill();
        south.startAgain();
        Instant ready = Instant.now();
        south.await("it is connected again", () -> south.sees("first", founder) && north.sees("first", joiner));
        Duration took = Duration.between(ready, Instant.now());

        System.out.println("connected again " + took.toMillis() + " ms after the killed node was ready");
        assertThat(took).isLessThan(Duration.ofSeconds(50));
        assertThat(south.call("identity.list")).isEqualTo(identities);
        assertThat(south.network("first").orElseThrow().get("node").asText()).isEqualTo(joiner);
        assertThat(south.network("second")).isPresent();
        assertThat(south.call("network.members", "network", "first"))
                .extracting(member -> member.get("node").asText())
                .containsExactlyInAnyOrderElementsOf(
                        () -> members.findValuesAsText("node").iterator());
        Feed feed = south.api().subscribe("message.subscribe", "network", "first");
        north.call("message.send", "network", "first", "node", joiner, "text", "welcome back");
        assertThat(feed.next().get("text").asText()).isEqualTo("welcome back");
    }

    private Joined join(String network) throws Exception {
        String founder = north.found(network, anna).get("node").asText();
        String joiner = south.join(north.ticket(network), bert).get("node").asText();
        north.await("the founder sees who joined", () -> north.sees(network, joiner));
        south.await("who joined sees the founder", () -> south.sees(network, founder));
        return new Joined(founder, joiner);
    }

    /** The node ids in one network. */
    private record Joined(String north, String south) {}
}
