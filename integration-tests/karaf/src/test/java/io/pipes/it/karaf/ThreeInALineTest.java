// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Anna and carla have no link to each other; bert, who lies between and is a whole node, carries what they say and cannot read it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ThreeInALineTest {
    private static final String NETWORK = Chain.NETWORK;
    private static final int ANNA = 0;
    private static final int BERT = 1;
    private static final int CARLA = 2;
    private static final int MESSAGES = 200;

    private Chain line;

    @BeforeAll
    void start() throws Exception {
        line = Chain.of("line", "bert"::equals, "anna", "bert", "carla");
    }

    /** A process that stands still for a moment, as one does whose memory is written down, is led around until it is heard again. */
    @BeforeEach
    void everybody_knows_the_line() throws Exception {
        line.awaitLinks(2);
        line.awaitHops(ANNA, CARLA, 2);
        line.awaitHops(CARLA, ANNA, 2);
    }

    @AfterAll
    void stop() throws Exception {
        try (Chain ending = line) {
            for (RunningNode node : ending.nodes()) {
                assertThat(node.process().log()).doesNotContain(" ERROR ");
            }
        }
    }

    private RunningNode anna() {
        return line.node(ANNA);
    }

    private RunningNode bert() {
        return line.node(BERT);
    }

    private RunningNode carla() {
        return line.node(CARLA);
    }

    @Test
    void the_ends_see_each_other_two_hops_away_through_the_middle() throws Exception {
        JsonNode seen = anna().node(NETWORK, line.id(CARLA)).orElseThrow();

        assertThat(seen.get("state").asText()).isEqualTo("reachable");
        assertThat(seen.get("hops").asInt()).isEqualTo(2);
        assertThat(seen.get("via").asText()).isEqualTo(line.id(BERT));
        assertThat(anna().call("node.peers", "network", NETWORK))
                .extracting(peer -> peer.get("name").asText())
                .containsExactly("bert");
    }

    @Test
    void an_explanation_names_the_middle() throws Exception {
        JsonNode explained = anna().call("node.explain", "network", NETWORK, "node", "carla");

        assertThat(explained.get("hops").asInt()).isEqualTo(2);
        assertThat(explained.get("route")).extracting(JsonNode::asText).containsExactly(line.id(BERT), line.id(CARLA));
        assertThat(explained.get("candidates")).anySatisfy(candidate -> {
            assertThat(candidate.get("kind").asText()).isEqualTo("relayed");
            assertThat(candidate.get("address").asText()).isEqualTo(line.id(BERT));
        });
        assertThat(explained.get("reason").asText()).isNotBlank();
    }

    @Test
    void the_network_shows_both_links_and_both_others() throws Exception {
        JsonNode shown = anna().call("network.show", "network", NETWORK);

        assertThat(shown.get("links"))
                .hasSize(2)
                .allSatisfy(link -> assertThat(List.of(
                                link.get("one").asText(), link.get("other").asText()))
                        .contains(line.id(BERT)));
        assertThat(shown.get("reachable").asInt()).isEqualTo(2);
        assertThat(shown.get("peers")).hasSize(1);
    }

    @Test
    void messages_pass_both_ways_in_order_and_are_delivered() throws Exception {
        Feed atAnna = anna().api().subscribe("message.subscribe", "network", NETWORK, "from", line.id(CARLA));
        Feed atCarla = carla().api().subscribe("message.subscribe", "network", NETWORK, "from", line.id(ANNA));

        for (int i = 0; i < MESSAGES; i++) {
            send(anna(), CARLA, "to carla " + i);
            send(carla(), ANNA, "to anna " + i);
        }
        JsonNode receipt =
                anna().call("message.send", "network", NETWORK, "node", "carla", "text", "last", "wait", "delivered");

        assertThat(receipt.get("receipt").asText()).isEqualTo("delivered");
        List<JsonNode> received = atCarla.next(MESSAGES);
        System.out.println("messages over two hops: " + Latencies.of(received));
        assertThat(texts(received)).containsExactlyElementsOf(numbered("to carla "));
        assertThat(texts(atAnna.next(MESSAGES))).containsExactlyElementsOf(numbered("to anna "));
    }

    @Test
    void what_one_end_publishes_is_read_by_the_middle_and_by_the_other_end() throws Exception {
        anna().call("pipeline.create", "network", NETWORK, "name", "chat");
        Feed atBert = news(bert());
        Feed atCarla = news(carla());

        for (int i = 0; i < MESSAGES; i++) {
            anna().call("pipeline.publish", "network", NETWORK, "name", "chat", "text", "news " + i);
        }

        assertThat(texts(atBert.next(MESSAGES))).containsExactlyElementsOf(numbered("news "));
        assertThat(texts(atCarla.next(MESSAGES))).containsExactlyElementsOf(numbered("news "));
        assertThat(atCarla.besides()).isEmpty();
    }

    @Test
    void the_middle_holds_the_plaintext_neither_in_its_memory_nor_on_its_disk() throws Exception {
        MemoryDump.need();
        String plaintext = "the tide table of the smugglers, between anna and carla";
        Needle needle = new Needle(plaintext);
        Needle ownToken = new Needle(RunningNode.token(bert().process()));
        Feed atCarla = carla().api().subscribe("message.subscribe", "network", NETWORK, "from", line.id(ANNA));

        for (int i = 0; i < MESSAGES; i++) {
            send(anna(), CARLA, plaintext);
        }
        atCarla.next(MESSAGES);

        try (MemoryDump atTheEnd = MemoryDump.of(carla().process().handle());
                MemoryDump between = MemoryDump.of(bert().process().handle())) {
            assertThat(needle.countIn(atTheEnd.file()))
                    .as("the search finds it where it may be")
                    .isEqualTo(1);
            assertThat(needle.countIn(between.file()))
                    .as("the memory of who lies between")
                    .isZero();
            assertThat(ownToken.countIn(between.file()))
                    .as("the search sees that memory")
                    .isEqualTo(1);
        }
        Path disk = bert().process().home();
        assertThat(needle.countIn(disk)).as("the disk of who lies between").isZero();
        assertThat(ownToken.countIn(disk)).as("the search sees that disk").isPositive();
    }

    @Test
    void everybody_sees_who_is_there_and_what_they_say() throws Exception {
        String subscription = anna().call("presence.subscribe", "network", NETWORK)
                .get("subscription")
                .asText();
        assertThat(subscription).isNotBlank();

        carla().call("presence.set", "network", NETWORK, "status", "at the far end");

        anna().await(
                        "anna reads it",
                        () -> presence(anna(), CARLA).get("status").asText().equals("at the far end")
                                && presence(anna(), CARLA).get("state").asText().equals("reachable"));
        JsonNode seen = presence(anna(), CARLA);
        assertThat(seen.get("via").asText()).isEqualTo(line.id(BERT));
        assertThat(seen.get("capabilities")).extracting(JsonNode::asText).contains("pipeline", "presence", "routing");
        assertThat(presence(anna(), BERT).get("state").asText()).isEqualTo("connected");
    }

    private JsonNode presence(RunningNode at, int of) throws Exception {
        for (JsonNode member : at.call("presence.list", "network", NETWORK)) {
            if (member.get("node").asText().equals(line.id(of))) {
                return member;
            }
        }
        throw new AssertionError(line.name(of) + " is not listed");
    }

    private void send(RunningNode from, int to, String text) throws Exception {
        from.call("message.send", "network", NETWORK, "node", line.id(to), "text", text);
    }

    private static Feed news(RunningNode node) throws Exception {
        node.await(
                "the pipeline and its key are known",
                () -> node.call("pipeline.list", "network", NETWORK).findValuesAsText("epoch").stream()
                        .anyMatch(epoch -> !epoch.equals("null")));
        return node.api().subscribe("pipeline.subscribe", "network", NETWORK, "name", "chat", "window", 4_096);
    }

    private static List<String> texts(List<JsonNode> messages) {
        return messages.stream().map(message -> message.get("text").asText()).toList();
    }

    private static List<String> numbered(String stream) {
        return IntStream.range(0, MESSAGES).mapToObj(i -> stream + i).toList();
    }
}
