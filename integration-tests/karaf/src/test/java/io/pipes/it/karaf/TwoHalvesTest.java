// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.home.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The link between anna and bert on one side and carla and dora on the other one is cut. Everybody goes on writing messages and state, and
 * an admin on each side lets somebody in and decides about the same two members. When the halves meet again, all four have the same.
 */
@Timeout(240)
class TwoHalvesTest {
    private static final String NETWORK = Chain.NETWORK;
    private static final String NOTES = "notes";
    private static final int ANNA = 0;
    private static final int BERT = 1;
    private static final int CARLA = 2;
    private static final int DORA = 3;
    private static final List<String> NAMES = List.of("anna", "bert", "carla", "dora");
    private static final int EACH = 100;

    /** All that must be the same but the packets themselves. The epoch is the one in which a node would publish now. */
    private record View(
            List<String> members, String epoch, long packets, List<String> map, long counter, List<String> set) {}

    @Test
    void what_both_sides_wrote_and_decided_is_the_same_everywhere_soon_after_they_meet() throws Exception {
        try (Chain line = Chain.plain("halves", NAMES.toArray(String[]::new))) {
            RunningNode anna = line.node(ANNA);
            RunningNode carla = line.node(CARLA);
            anna.call("pipeline.create", "network", NETWORK, "name", NOTES, "kind", "persistent");
            String fritz = admit(anna, "fritz");
            String hanna = admit(anna, "hanna");
            for (RunningNode node : line.nodes()) {
                node.await("it can publish", () -> canPublish(node));
            }
            changeState(anna, "add", "kind", "set", "name", "tags", "key", "old");
            write(line, "together");
            long together = awaitSame(line).packets();

            cut(line);
            write(line, "apart");
            revoke(anna, fritz);
            assign(carla, fritz, "reader");
            assign(anna, hanna, "reader");
            assign(carla, hanna, "admin");
            String ida = admit(anna, "ida");
            String jens = admit(carla, "jens");
            write(line, "still apart");
            share(line);
            awaitSame(line, ANNA, BERT);
            awaitSame(line, CARLA, DORA);
            assertThat(view(anna).members()).isNotEqualTo(view(carla).members());
            long all = view(anna).packets() + view(carla).packets() - together;

            long healed = System.nanoTime();
            heal(line);
            anna.await("it has what the others wrote", () -> view(anna).packets() == all);
            View same = awaitSame(line);

            // Five seconds are asked for, of a machine that does nothing else.
            System.out.println("halves: " + (all - together)
                    + " packets, state, members and the epoch are the same on all four nodes "
                    + Duration.ofNanos(System.nanoTime() - healed).toMillis() + " ms after the link was asked for");
            Map<String, List<String>> packets = packets(anna);
            assertThat(packets).hasSize(NAMES.size());
            for (int i = 0; i < NAMES.size(); i++) {
                assertThat(packets(line.node(i))).as(NAMES.get(i)).isEqualTo(packets);
                assertThat(texts(packets.get(line.id(i)))).containsExactlyElementsOf(everythingOf(NAMES.get(i)));
            }
            assertThat(same.packets()).isEqualTo(all);
            assertThat(same.counter()).isEqualTo(1 + 2 + 3 + 4);
            assertThat(same.set()).containsExactly("anna", "bert", "carla", "dora", "old");
            assertThat(same.map()).hasSize(1 + NAMES.size()).anyMatch(entry -> entry.startsWith("colour "));
            assertThat(same.members())
                    .hasSize(NAMES.size() + 3)
                    .contains(hanna + " reader", ida + " writer", jens + " writer");
            for (RunningNode node : line.nodes()) {
                assertThat(node.process().log()).doesNotContain(" ERROR ");
            }
        }
    }

    /** Somebody joins, and is away from then on. */
    private static String admit(RunningNode admin, String name) throws Exception {
        try (LocalEngine guest = new LocalEngine(new Pipes1Suite(), Settings.Peering.MANUAL)) {
            return guest.join(name, admin.ticket(NETWORK)).node().text();
        }
    }

    private static void revoke(RunningNode admin, String node) throws Exception {
        admin.call("network.revoke", "network", NETWORK, "node", node);
    }

    private static void assign(RunningNode admin, String node, String role) throws Exception {
        admin.call("network.role", "network", NETWORK, "node", node, "role", role);
    }

    private static void cut(Chain line) throws Exception {
        line.node(CARLA).call("network.disconnect", "network", NETWORK, "node", line.id(BERT));
        for (int node : List.of(ANNA, BERT)) {
            awaitReach(line, node, CARLA, false);
            awaitReach(line, CARLA + node, node, false);
        }
    }

    private static void heal(Chain line) throws Exception {
        String bert = "tcp://127.0.0.1:" + line.node(BERT).process().listen();
        line.node(CARLA).call("network.connect", "network", NETWORK, "address", bert);
    }

    private static void awaitReach(Chain line, int from, int to, boolean reached) throws Exception {
        line.node(from)
                .await(
                        line.name(to) + " is reached by " + line.name(from) + ": " + reached,
                        () -> line.node(from)
                                        .node(NETWORK, line.id(to))
                                        .orElseThrow()
                                        .get("hops")
                                        .isNull()
                                != reached);
    }

    private static boolean canPublish(RunningNode node) throws Exception {
        return node.call("pipeline.list", "network", NETWORK).findValuesAsText("epoch").stream()
                .anyMatch(epoch -> !epoch.equals("null"));
    }

    /** Returns when each of them is durable where it was written. */
    private static void write(Chain line, String when) throws Exception {
        List<CompletableFuture<JsonNode>> sent = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            for (String text : texts(NAMES.get(i), when)) {
                sent.add(line.node(i)
                        .api()
                        .callLater("pipeline.publish", "network", NETWORK, "name", NOTES, "text", text));
            }
        }
        for (CompletableFuture<JsonNode> one : sent) {
            assertThat(one.get().get("receipt").asText()).isEqualTo("stored");
        }
    }

    private static List<String> texts(String name, String when) {
        return IntStream.range(0, EACH)
                .mapToObj(i -> name + " " + when + " " + i)
                .toList();
    }

    private static List<String> everythingOf(String name) {
        List<String> all = new ArrayList<>();
        for (String when : List.of("together", "apart", "still apart")) {
            all.addAll(texts(name, when));
        }
        return all;
    }

    /** Each changes what the others change, and something that is its own; one side removes what the other one adds again. */
    private static void share(Chain line) throws Exception {
        for (int i = 0; i < NAMES.size(); i++) {
            RunningNode node = line.node(i);
            changeState(node, "put", "name", "settings", "key", "colour", "text", "by " + NAMES.get(i));
            changeState(node, "put", "name", "settings", "key", NAMES.get(i), "text", "here");
            changeState(node, "add", "kind", "counter", "name", "visits", "amount", i + 1);
            changeState(node, "add", "kind", "set", "name", "tags", "key", NAMES.get(i));
        }
        changeState(line.node(ANNA), "remove", "kind", "set", "name", "tags", "key", "old");
        changeState(line.node(DORA), "add", "kind", "set", "name", "tags", "key", "old");
    }

    private static void changeState(RunningNode node, String verb, Object... params) throws Exception {
        node.call("state." + verb, inNotes(params));
    }

    private static Object[] inNotes(Object... params) {
        List<Object> all = new ArrayList<>(List.of("network", NETWORK, "pipeline", NOTES));
        all.addAll(List.of(params));
        return all.toArray();
    }

    /** Waits until these have the same, or all if none are named, and gives it. */
    private static View awaitSame(Chain line, Integer... nodes) throws Exception {
        List<Integer> asked = nodes.length == 0 ? List.of(ANNA, BERT, CARLA, DORA) : List.of(nodes);
        RunningNode first = line.node(asked.get(0));
        first.await("nodes " + asked + " have the same", () -> {
            View expected = view(first);
            for (int other : asked) {
                if (!view(line.node(other)).equals(expected)) {
                    return false;
                }
            }
            return true;
        });
        return view(first);
    }

    private static View view(RunningNode node) throws Exception {
        JsonNode pipeline = node.call("pipeline.show", "network", NETWORK, "name", NOTES);
        List<String> members = new ArrayList<>();
        for (JsonNode member : node.call("network.members", "network", NETWORK)) {
            members.add(member.get("node").asText() + " " + member.get("role").asText());
        }
        members.sort(null);
        JsonNode counter = node.call("state.get", inNotes("kind", "counter", "name", "visits"));
        return new View(
                members,
                pipeline.get("epoch").asText(),
                pipeline.get("keptPackets").asLong(),
                entries(node, "map", "settings"),
                counter.get("value").asLong(),
                entries(node, "set", "tags"));
    }

    /** The packets of each author in their order, with what they say. */
    private static Map<String, List<String>> packets(RunningNode node) throws Exception {
        Feed feed = node.api().subscribe("pipeline.history", "network", NETWORK, "name", NOTES);
        node.await("the history ends", () -> !feed.besides().isEmpty());
        Map<String, List<String>> all = new TreeMap<>();
        for (JsonNode message : feed.next(feed.waiting())) {
            all.computeIfAbsent(message.get("author").asText(), author -> new ArrayList<>())
                    .add(message.get("seq") + " " + message.get("index") + " "
                            + message.get("packet").asText() + "|"
                            + message.get("text").asText());
        }
        return all;
    }

    private static List<String> texts(List<String> packets) {
        return packets.stream()
                .map(packet -> packet.substring(packet.indexOf('|') + 1))
                .toList();
    }

    /** Keys in their order, with what stands there. */
    private static List<String> entries(RunningNode node, String kind, String name) throws Exception {
        List<String> entries = new ArrayList<>();
        for (JsonNode entry : node.call("state.entries", inNotes("kind", kind, "name", name))) {
            String key = entry.get("key").asText();
            entries.add(
                    kind.equals("map") ? key + " " + entry.get("text").asText() + " of " + entry.get("author") : key);
        }
        return entries;
    }
}
