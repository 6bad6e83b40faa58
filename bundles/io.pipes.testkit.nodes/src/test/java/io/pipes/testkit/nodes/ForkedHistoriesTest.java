// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.testkit.network.Conditions;
import io.pipes.testkit.network.Latency;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node's disk is copied, keys and all, and both write to a persistent pipeline: two packets under one number. Everybody ends with the same
 * packets, those that were made earlier; all members are told, the copied node too, which publishes no more; and nobody else's packets are
 * touched.
 */
@Tag("simulation")
class ForkedHistoriesTest {
    private static final int NODES = 8;
    private static final String SYNC = "sync.1";
    /** The numbers of messages in {@link #SYNC}. */
    private static final byte RUN = 7;

    private static final byte ASK_BRANCH = 8;
    private static final int FORK_PACKET = 11;
    private static final Duration RECOVERY = Duration.ofMinutes(2);

    private static final Conditions ROUGH = Conditions.CALM
            .latency(Latency.between(Duration.ofMillis(5), Duration.ofMillis(25)))
            .loss(0.1)
            .duplication(0.05)
            .reordering(0.2);

    static LongStream seeds() {
        return Scale.seeds(4, 500);
    }

    /** Every second network finds ways through others, every third one is rough. */
    private static SimulationPlan plan(long seed) {
        SimulationPlan plan = SimulatedPipes.network(NODES).seed(seed).routed(seed % 2 == 0);
        return seed % 3 == 0 ? plan.conditions(ROUGH) : plan;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_was_said_before_a_backup_was_restored_counts(long seed) {
        try (SimulatedPipes pipes = plan(seed).start()) {
            pipes.observed("ForkedHistoriesTest", () -> restore(pipes));
        }
    }

    /** The old node is gone for good; the restored one has forgotten some of its packets and writes before it has heard of anybody. */
    private static void restore(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("faults");
        Notes notes = Notes.create(pipes);
        Set<String> acknowledged = new HashSet<>();
        write(pipes, notes, pipes.nodes(), acknowledged, "before", 1 + chance.nextInt(60));
        SimulatedNode old = pipes.node(chance.nextInt(NODES));
        SimulatedNode restored = pipes.copy(old);
        write(pipes, notes, pipes.nodes(), acknowledged, "since the backup", 1 + chance.nextInt(60));
        pipes.pass(Duration.ofSeconds(5));
        old.crash();

        pipes.cut(restored);
        restored.boot();
        awaitPipeline(pipes, notes, restored);
        Set<String> forgotten = new HashSet<>();
        write(pipes, notes, List.of(restored), forgotten, "after the backup", 1 + chance.nextInt(60));
        pipes.heal();
        List<SimulatedNode> others = new ArrayList<>(pipes.nodes());
        others.remove(old);
        write(pipes, notes, without(others, restored), acknowledged, "together again", 3);
        pipes.pass(Duration.ofMillis(chance.nextInt(10_000)));
        others.stream().filter(node -> chance.chance(0.3)).forEach(node -> {
            node.crash();
            node.restart();
        });

        assertAgreed(pipes, notes, others, restored.id());
        assertThat(texts(notes.messages(pipes.node(old == pipes.node(0) ? 1 : 0))))
                .as("what was acknowledged: %s", pipes)
                .doesNotHaveDuplicates()
                .containsAll(acknowledged)
                .doesNotContainAnyElementsOf(forgotten);
        assertToldAndSilent(pipes, notes, restored);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void two_that_are_the_same_node_and_run_at_once_do_no_harm_to_others(long seed) {
        try (SimulatedPipes pipes = plan(seed).start()) {
            pipes.observed("ForkedHistoriesTest", () -> runBoth(pipes));
        }
    }

    private static void runBoth(SimulatedPipes pipes) {
        SeededRandomness chance = pipes.time().randomness("faults");
        Notes notes = Notes.create(pipes);
        Set<String> acknowledged = new HashSet<>();
        write(pipes, notes, pipes.nodes(), acknowledged, "before", 1 + chance.nextInt(20));
        SimulatedNode one = pipes.node(chance.nextInt(NODES));
        SimulatedNode other = pipes.copy(one);
        List<SimulatedNode> half = new ArrayList<>(List.of(other));
        without(pipes.nodes(), one, other).stream()
                .filter(node -> chance.chance(0.5))
                .forEach(half::add);
        pipes.partition(half);
        other.boot();
        awaitPipeline(pipes, notes, other);
        Set<String> doubted = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            write(pipes, notes, List.of(one), doubted, "here " + i, 1 + chance.nextInt(10));
            write(pipes, notes, List.of(other), doubted, "there " + i, 1 + chance.nextInt(10));
            write(pipes, notes, without(pipes.nodes(), one, other), acknowledged, "apart " + i, 2);
        }
        pipes.heal();

        assertAgreed(pipes, notes, pipes.nodes(), one.id());
        List<String> counting = texts(notes.messages(one));
        assertThat(counting).as("%s", pipes).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(counting.stream().filter(doubted::contains).map(text -> text.contains(" here ")))
                .as("one of both counts, whole: %s", pipes)
                .isNotEmpty()
                .hasSize((int) doubted.stream()
                        .filter(text ->
                                text.contains(" here ") == counting.stream().anyMatch(said -> said.contains(" here ")))
                        .count())
                .containsOnly(counting.stream().anyMatch(said -> said.contains(" here ")));
        assertToldAndSilent(pipes, notes, one);
        assertToldAndSilent(pipes, notes, other);
    }

    /** The chain ends already where it is forked, and most of what does not count is still on the disk. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_being_taken_away_when_power_fails_or_the_feature_is_replaced_is_not_read_again(boolean power) {
        SimulationPlan plan = SimulatedPipes.network(2).seed(1).routed(false).commit(Duration.ofMillis(20));
        try (SimulatedPipes pipes = plan.start()) {
            Notes notes = Notes.create(pipes);
            Set<String> acknowledged = new LinkedHashSet<>();
            SimulatedNode old = pipes.node(1);
            write(pipes, notes, List.of(old), acknowledged, "before", 3);
            SimulatedNode restored = pipes.copy(old);
            List<String> common = notes.read(old);
            write(pipes, notes, List.of(old), acknowledged, "since the backup", 2);
            pipes.pass(Duration.ofSeconds(5));
            old.crash();
            pipes.cut(restored);
            restored.boot();
            awaitPipeline(pipes, notes, restored);
            write(pipes, notes, List.of(restored), new HashSet<>(), "after the backup", 1_500);
            pipes.heal();
            for (int i = 0; i < 60_000 && packets(notes, restored) == 1_503; i++) {
                pipes.pass(Duration.ofMillis(1));
            }
            assertThat(packets(notes, restored)).as("the first step is made").isEqualTo(3);

            pipes.cut(restored);
            if (power) {
                restored.crash();
                restored.restart();
            } else {
                restored.replacePipelines();
            }
            awaitPipeline(pipes, notes, restored);

            assertThat(notes.read(restored)).containsExactlyElementsOf(common);
            pipes.heal();
            assertAgreed(pipes, notes, without(pipes.nodes(), old), old.id());
            assertThat(notes.read(restored)).containsExactlyElementsOf(acknowledged);
        }
    }

    /** What an operator is told to do: the network forgets the old node, and the machine is back as a new one. */
    @Test
    @SimulatedNodes(count = 4)
    void a_restored_node_that_joins_again_is_a_member_like_others(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        Set<String> acknowledged = new LinkedHashSet<>();
        SimulatedNode old = pipes.node(2);
        write(pipes, notes, List.of(old), acknowledged, "before", 3);
        SimulatedNode restored = pipes.copy(old);
        write(pipes, notes, List.of(old), acknowledged, "since the backup", 3);
        pipes.pass(Duration.ofSeconds(5));
        old.crash();
        pipes.cut(restored);
        restored.boot();
        awaitPipeline(pipes, notes, restored);
        write(pipes, notes, List.of(restored), new HashSet<>(), "after the backup", 2);
        pipes.heal();
        List<SimulatedNode> members = without(pipes.nodes(), old);
        assertAgreed(pipes, notes, members, old.id());

        pipes.rejoin(restored);

        assertThat(restored.id()).isNotEqualTo(old.id());
        assertThat(pipes.eventually(() -> notes.read(restored).size() == 6, RECOVERY))
                .isTrue();
        write(pipes, notes, List.of(restored), acknowledged, "as a new node", 2);
        assertThat(pipes.eventually(
                        () -> members.stream()
                                .allMatch(node -> notes.read(node).size() == acknowledged.size()
                                        && node.running().kernel().problems().isEmpty()),
                        RECOVERY))
                .as("%s", pipes)
                .isTrue();
        members.forEach(node -> assertThat(notes.read(node)).containsExactlyElementsOf(acknowledged));
    }

    @Test
    @SimulatedNodes(count = 3)
    void a_restored_node_that_hears_of_its_own_packets_before_it_writes_goes_on_behind_them(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        Set<String> acknowledged = new LinkedHashSet<>();
        SimulatedNode old = pipes.node(1);
        write(pipes, notes, List.of(old), acknowledged, "before", 3);
        SimulatedNode restored = pipes.copy(old);
        write(pipes, notes, List.of(old), acknowledged, "since the backup", 30);
        pipes.pass(Duration.ofSeconds(5));
        old.crash();
        restored.boot();
        assertThat(pipes.eventually(
                        () -> knowsPipeline(notes, restored)
                                && notes.read(restored).size() == 33,
                        RECOVERY))
                .isTrue();

        write(pipes, notes, List.of(restored), acknowledged, "after the backup", 3);
        pipes.pass(Duration.ofSeconds(30));

        for (SimulatedNode node : without(pipes.nodes(), old)) {
            assertThat(notes.read(node)).containsExactlyElementsOf(acknowledged);
            assertThat(notes.info(node).kept().orElseThrow().forked()).isEmpty();
        }
    }

    /** What an admin says of its last packets may be about the side that does not count. */
    @ParameterizedTest
    @MethodSource("seeds")
    void a_copied_node_that_is_removed_leaves_the_same_everywhere(long seed) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(6).seed(seed).routed(false).start()) {
            SeededRandomness chance = pipes.time().randomness("faults");
            Notes notes = Notes.create(pipes);
            Set<String> acknowledged = new HashSet<>();
            SimulatedNode one = pipes.node(1 + chance.nextInt(5));
            write(pipes, notes, List.of(one), acknowledged, "before", 2);
            SimulatedNode other = pipes.copy(one);
            List<SimulatedNode> half = new ArrayList<>(List.of(other));
            without(pipes.nodes(), one, other).stream()
                    .filter(node -> chance.chance(0.5))
                    .forEach(half::add);
            pipes.partition(half);
            other.boot();
            awaitPipeline(pipes, notes, other);
            boolean hereFirst = chance.chance(0.5);
            write(pipes, notes, List.of(hereFirst ? one : other), new HashSet<>(), "first", 1 + chance.nextInt(6));
            write(pipes, notes, List.of(hereFirst ? other : one), new HashSet<>(), "second", 1 + chance.nextInt(6));
            pipes.pass(Duration.ofSeconds(3));
            pipes.done(pipes.node(0).network().revoke(one.id()));
            pipes.pass(Duration.ofSeconds(10));
            write(pipes, notes, without(pipes.nodes(), one, other), acknowledged, "apart", 2);
            pipes.heal();

            List<SimulatedNode> members = without(pipes.nodes(), one, other);
            assertThat(pipes.eventually(
                            () -> members.stream()
                                            .map(node -> byAuthor(notes.messages(node)))
                                            .distinct()
                                            .count()
                                    == 1,
                            RECOVERY))
                    .as("%s: %s", pipes, members.stream().map(notes::read).toList())
                    .isTrue();
            assertThat(notes.read(members.get(0))).containsAll(acknowledged);
        }
    }

    /** Where they part is not kept any more, so nobody can tell which counts: nobody takes anything, and nobody goes on asking. */
    @Test
    @SimulatedNodes(count = 4)
    void chains_that_part_before_what_is_kept_are_left_alone(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes, HistoryPolicy.FULL, new Retention.Packets(10));
        SimulatedNode old = pipes.node(1);
        write(pipes, notes, List.of(old), new HashSet<>(), "before", 3);
        SimulatedNode restored = pipes.copy(old);
        write(pipes, notes, List.of(old), new HashSet<>(), "since the backup", 40);
        pipes.pass(Duration.ofMinutes(1));
        old.crash();
        pipes.cut(restored);
        restored.boot();
        awaitPipeline(pipes, notes, restored);
        write(pipes, notes, List.of(restored), new HashSet<>(), "after the backup", 45);
        pipes.pass(Duration.ofMinutes(1));
        pipes.heal();
        pipes.pass(Duration.ofMinutes(20));
        Said said = new Said();
        pipes.tap(said);

        pipes.pass(Duration.ofMinutes(20));

        assertThat(said.messages)
                .as("a comparison every five minutes for each of three nodes and its peers")
                .isLessThan(4 * 5 * 12 * 2);
        List<SimulatedNode> others = without(pipes.nodes(), old, restored);
        write(pipes, notes, List.of(others.get(0)), new HashSet<>(), "goes on", 10);
        pipes.pass(Duration.ofMinutes(1));
        for (SimulatedNode node : without(pipes.nodes(), old)) {
            assertThat(notes.read(node)).hasSize(10).allMatch(text -> text.contains("goes on"));
        }
    }

    /** Counts what is said about histories. */
    private static final class Said implements Tap {
        private int messages;

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            messages += exchange.protocol().equals(SYNC) ? 1 : 0;
            exchange.pass(message);
        }
    }

    /** Farther than what is compared at once, also where one side is much longer. */
    @ParameterizedTest
    @CsvSource({"700, 900, 1100", "150, 4, 4850"})
    void where_long_chains_part_is_found_by_few_questions(int before, int since, int after) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(2).seed(1).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            Set<String> acknowledged = new LinkedHashSet<>();
            SimulatedNode old = pipes.node(1);
            write(pipes, notes, List.of(old), acknowledged, "before", before);
            SimulatedNode restored = pipes.copy(old);
            write(pipes, notes, List.of(old), acknowledged, "since the backup", since);
            pipes.pass(Duration.ofSeconds(5));
            old.crash();
            pipes.cut(restored);
            restored.boot();
            awaitPipeline(pipes, notes, restored);
            write(pipes, notes, List.of(restored), new HashSet<>(), "after the backup", after);
            Questions questions = new Questions(restored);
            pipes.tap(questions);
            pipes.heal();

            assertAgreed(pipes, notes, without(pipes.nodes(), old), old.id());
            assertThat(texts(notes.messages(restored))).containsExactlyElementsOf(acknowledged);
            assertThat(questions.ofBranches).isBetween(1, 2);
        }
    }

    /** Counts how often a node asks where its own chain and that of a peer part. */
    private static final class Questions implements Tap {
        private final SimulatedNode asking;
        private int ofBranches;

        Questions(SimulatedNode asking) {
            this.asking = asking;
        }

        @Override
        public void said(TappedExchange exchange, Bytes message) {
            if (exchange.node().loop() == asking.host().loop()
                    && exchange.protocol().equals(SYNC)
                    && message.at(1) == ASK_BRANCH) {
                ofBranches++;
            }
            exchange.pass(message);
        }
    }

    /** Also where it was read, and written down, before what it was made of was taken away. */
    @ParameterizedTest
    @MethodSource("seeds")
    void state_follows_from_what_counts(long seed) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(4).seed(seed).routed(false).start()) {
            SeededRandomness chance = pipes.time().randomness("faults");
            SharedState state = SharedState.create(pipes);
            SimulatedNode one = pipes.node(chance.nextInt(4));
            pipes.done(state.count(one, 1));
            SimulatedNode other = pipes.copy(one);
            pipes.partition(List.of(other, without(pipes.nodes(), one).get(chance.nextInt(3))));
            other.boot();
            awaitPipeline(pipes, state.notes(), other);
            for (int i = 1; i < 8; i++) {
                pipes.done(state.count(one, 10L * i));
                pipes.done(state.put(other, "key " + chance.nextInt(3), "there " + i));
                pipes.done(state.count(other, 1_000L * i));
                pipes.done(state.put(one, "key " + chance.nextInt(3), "here " + i));
            }
            pipes.pass(Duration.ofSeconds(2));
            pipes.nodes().forEach(state::see);
            pipes.nodes().stream().filter(node -> chance.chance(0.5)).forEach(SimulatedNode::replacePipelines);
            pipes.heal();
            assertAgreed(pipes, state.notes(), pipes.nodes(), one.id());

            SimulatedNode newcomer = pipes.add();
            pipes.join(newcomer);
            assertThat(pipes.eventually(
                            () -> pipes.nodes().stream()
                                            .map(state::see)
                                            .distinct()
                                            .count()
                                    == 1,
                            RECOVERY))
                    .as("%s: %s", pipes, pipes.nodes().stream().map(state::see).toList())
                    .isTrue();
            assertThat(state.see(newcomer).orElseThrow().sum())
                    .as("of one of both: %s", pipes)
                    .isIn(281L, 28_001L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_fork_that_was_made_up_is_refused(Lie lie) {
        try (SimulatedPipes pipes =
                SimulatedPipes.network(3).seed(7).routed(false).start()) {
            Notes notes = Notes.create(pipes);
            write(pipes, notes, List.of(pipes.node(1)), new HashSet<>(), "before", 5);
            Runs runs = new Runs();
            pipes.tap(runs);
            SimulatedNode late = pipes.add();
            pipes.join(late);
            assertThat(pipes.eventually(() -> notes.read(late).size() == 5, RECOVERY))
                    .isTrue();
            Bytes run = runs.ofSeveral.orElseThrow();

            late.running().exchanges(SYNC).forEach(exchange -> lie.messages(run).forEach(exchange::pass));

            assertThat(pipes.eventually(
                            () -> runs.accusations.stream().anyMatch(said -> said.contains(lie.reason)), RECOVERY))
                    .as("%s: %s", lie, runs.accusations)
                    .isTrue();
            for (SimulatedNode node : pipes.nodes()) {
                assertThat(notes.info(node).kept().orElseThrow().forked()).isEmpty();
                assertThat(notes.read(node)).hasSize(5);
            }
        }
    }

    /** What somebody says who wants another one to seem copied. */
    private enum Lie {
        THE_SAME_PACKET_TWICE("no fork"),
        TWO_THAT_FOLLOW_EACH_OTHER("no fork"),
        ANOTHER_SIGNATURE("wrong signature"),
        HALVES_OF_TWO("halves of two forks");

        private final String reason;

        Lie(String reason) {
            this.reason = reason;
        }

        private List<Bytes> messages(Bytes run) {
            try {
                CborReader in = new CborReader(run);
                in.readArrayExactly(6);
                in.readInt(RUN, RUN);
                Bytes tag = in.readBytesExactly(16);
                Bytes author = in.readBytesExactly(32);
                in.readArray(512);
                Bytes one = in.readBytes(Packet.MAX_BYTES);
                Bytes two = in.readBytes(Packet.MAX_BYTES);
                return switch (this) {
                    case THE_SAME_PACKET_TWICE -> List.of(said(tag, author, one, false), said(tag, author, one, true));
                    case TWO_THAT_FOLLOW_EACH_OTHER ->
                        List.of(said(tag, author, one, false), said(tag, author, two, true));
                    case ANOTHER_SIGNATURE ->
                        List.of(said(tag, author, one, false), said(tag, author, resigned(one), true));
                    case HALVES_OF_TWO ->
                        List.of(said(tag, author, one, false), said(tag, two.slice(0, 32), two, true));
                };
            } catch (MalformedException impossible) {
                throw new AssertionError(impossible);
            }
        }

        private static Bytes resigned(Bytes packet) {
            byte[] bytes = packet.toArray();
            bytes[bytes.length - 1] ^= 1;
            return Bytes.wrap(bytes);
        }

        private static Bytes said(Bytes tag, Bytes author, Bytes packet, boolean last) {
            CborWriter out = new CborWriter().writeArray(5).writeUnsigned(FORK_PACKET);
            return out.writeBytes(tag)
                    .writeBytes(author)
                    .writeBytes(packet)
                    .writeBool(last)
                    .toBytes();
        }
    }

    /** Remembers a run of several packets, and who was accused of what. */
    private static final class Runs implements Tap {
        private final List<String> accusations = new ArrayList<>();
        private Optional<Bytes> ofSeveral = Optional.empty();

        @Override
        public void heard(TappedExchange exchange, Bytes message) {
            // Five packets of some 300 bytes.
            if (exchange.protocol().equals(SYNC) && message.at(1) == RUN && message.size() > 1_000) {
                ofSeveral = Optional.of(message);
            }
        }

        @Override
        public void accused(TappedExchange exchange, String reason) {
            accusations.add(reason);
        }
    }

    private static long packets(Notes notes, SimulatedNode node) {
        return notes.info(node).kept().orElseThrow().packets();
    }

    private static boolean knowsPipeline(Notes notes, SimulatedNode node) {
        return node.running().kernel().find(SimulatedPipes.NETWORK).isPresent()
                && notes.find(node).isPresent();
    }

    private static void awaitPipeline(SimulatedPipes pipes, Notes notes, SimulatedNode node) {
        assertThat(pipes.eventually(() -> knowsPipeline(notes, node), Duration.ofSeconds(30)))
                .as("%s opens what it has: %s", node, pipes)
                .isTrue();
        pipes.pass(Duration.ofSeconds(1));
    }

    private static void write(
            SimulatedPipes pipes,
            Notes notes,
            List<SimulatedNode> writers,
            Set<String> acknowledged,
            String when,
            int count) {
        for (int i = 0; i < count; i++) {
            for (SimulatedNode writer : writers) {
                if (writer.isRunning()) {
                    String text = writer + " " + when + " " + i;
                    pipes.done(notes.write(writer, text));
                    acknowledged.add(text);
                }
            }
        }
    }

    private static List<SimulatedNode> without(List<SimulatedNode> nodes, SimulatedNode... some) {
        List<SimulatedNode> others = new ArrayList<>(nodes);
        others.removeAll(List.of(some));
        return others;
    }

    private static void assertAgreed(SimulatedPipes pipes, Notes notes, List<SimulatedNode> nodes, NodeId forked) {
        assertThat(pipes.eventually(() -> haveTheSame(nodes, notes, forked), RECOVERY))
                .as("everybody has the same packets and knows whose were doubled: %s", pipes)
                .isTrue();
    }

    private static boolean haveTheSame(List<SimulatedNode> nodes, Notes notes, NodeId forked) {
        for (SimulatedNode node : nodes) {
            if (!knowsPipeline(notes, node)
                    || !notes.info(node).kept().orElseThrow().forked().equals(Set.of(forked))) {
                return false;
            }
        }
        return nodes.stream()
                        .map(node -> byAuthor(notes.messages(node)))
                        .distinct()
                        .count()
                == 1;
    }

    private static void assertToldAndSilent(SimulatedPipes pipes, Notes notes, SimulatedNode copied) {
        for (SimulatedNode node : pipes.nodes()) {
            if (node.isRunning()) {
                assertThat(node.running().kernel().problems())
                        .as("at %s: %s", node, pipes)
                        .anyMatch(sentence -> sentence.contains(copied.id().shortText())
                                && sentence.contains("under one number")
                                && sentence.contains("persistent pipeline"));
            }
        }
        assertThatThrownBy(() -> pipes.done(notes.write(copied, "once more")))
                .as("%s", pipes)
                .rootCause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        refused -> assertThat(refused.code()).isEqualTo(PipesException.Code.REFUSED));
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(SimulatedNode::text).toList();
    }

    /** Packets in order, each with its place, its id and what it says. */
    private static Map<NodeId, List<String>> byAuthor(List<Message> messages) {
        return messages.stream()
                .collect(Collectors.groupingBy(
                        Message::author,
                        TreeMap::new,
                        Collectors.mapping(
                                message -> message.seq() + " "
                                        + message.message().text() + " " + SimulatedNode.text(message),
                                Collectors.toList())));
    }
}
