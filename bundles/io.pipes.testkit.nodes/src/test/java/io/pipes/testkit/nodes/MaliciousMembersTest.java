// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.NodeContext;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Up to three members of fourteen withhold, delay, mix up, repeat and change what they should pass on, swallow what travels on circuits
 * through them or say that others refuse it, and lie about links, while the honest ones have one path among themselves at least and most
 * of them no direct link. All that honest members say to all or to one arrives, once; what is said to one in order; and no honest member
 * holds anything against another one.
 */
@Tag("simulation")
class MaliciousMembersTest {
    private static final int NODES = 14;
    private static final int MOST_SABOTEURS = 3;
    private static final int PAIRS = 6;
    private static final int AUTHORS = 4;

    /** One takes a second. */
    private static final int ROUNDS = 5;

    private static final int TICKS = 20;
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration FORMING = Duration.ofMinutes(3);

    /** Until everything has arrived, after the last word: where the honest way is ten links long and others are short, each lie costs seconds. */
    private static final Duration DELIVERY = Duration.ofSeconds(120);

    /** Until what was repeated late has arrived as well. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(20);

    /** Numbers of adverts that nobody has used yet. */
    private static final long FAR_AHEAD = 1L << 40;

    /** Of one author so many adverts are passed on at once, then one a second; each link may bring a few more, as answers to who asks. */
    private static final int PASSED_ON_AT_ONCE = 10 + 15;

    static LongStream seeds() {
        return Scale.seeds(50, 5_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_honest_members_say_arrives_as_long_as_there_is_an_honest_path(long seed) {
        try (SimulatedPipes pipes = SimulatedPipes.network(NODES).seed(seed).start()) {
            pipes.observed("MaliciousMembersTest/" + NODES + "-nodes", () -> new Scene(pipes).play());
        }
    }

    /** One run. */
    private static final class Scene {
        private final SimulatedPipes pipes;
        private final SeededRandomness chance;
        private final Saboteurs saboteurs = new Saboteurs();
        private final List<SimulatedNode> honest = new ArrayList<>();
        private final Set<Set<SimulatedNode>> lines = new HashSet<>();
        private final Map<SimulatedNode, SimulatedNode> pairs = new LinkedHashMap<>();
        private final List<String> disconnected = new ArrayList<>();
        private long number = FAR_AHEAD;

        Scene(SimulatedPipes pipes) {
            this.pipes = pipes;
            chance = pipes.time().randomness("saboteurs");
        }

        void play() {
            cast();
            cutLines();
            choosePairs();
            List<SimulatedNode> authors = honest.subList(0, AUTHORS);
            watchLinks();
            pipes.tap(saboteurs);
            pipes.picture("the sabotage begins: " + saboteurs);
            for (int round = 0; round < ROUNDS; round++) {
                speak(authors, round);
                lie(round == 0);
            }
            assertFloodsAreHeldBack();
            boolean arrived = pipes.eventually(() -> allHeard(authors), DELIVERY);
            pipes.pass(AFTERWARDS);

            assertThat(arrived)
                    .as("all has arrived in spite of %s: %s", saboteurs, pipes)
                    .isTrue();
            assertAllHeardOnce(authors);
            assertContradictionsAreShown();
            assertNobodyHonestIsHurt();
        }

        // the network

        private void cast() {
            List<SimulatedNode> others = new ArrayList<>(pipes.nodes().subList(1, NODES));
            shuffle(others);
            int count = 1 + chance.nextInt(MOST_SABOTEURS);
            others.subList(0, count).forEach(node -> saboteurs.add(node, chance));
            honest.add(pipes.node(0));
            honest.addAll(others.subList(count, others.size()));
        }

        private void shuffle(List<SimulatedNode> nodes) {
            for (int i = nodes.size() - 1; i > 0; i--) {
                Collections.swap(nodes, i, chance.nextInt(i + 1));
            }
        }

        /** The honest ones keep one path and a few shortcuts, the saboteurs stand in between. */
        private void cutLines() {
            IntStream.range(1, honest.size()).forEach(i -> lines.add(Set.of(honest.get(i - 1), honest.get(i))));
            for (SimulatedNode one : pipes.nodes()) {
                for (SimulatedNode other : pipes.nodes()) {
                    boolean sabotage = saboteurs.include(one.id()) || saboteurs.include(other.id());
                    if (one != other && chance.chance(sabotage ? 0.35 : 0.03)) {
                        lines.add(Set.of(one, other));
                    }
                }
            }
            for (SimulatedNode one : pipes.nodes()) {
                pipes.nodes().stream()
                        .filter(other -> one != other && !lines.contains(Set.of(one, other)))
                        .forEach(other -> pipes.cut(one, other));
            }
            assertThat(pipes.eventually(this::isAsDrawn, FORMING))
                    .as("the network is as it was drawn: %s", pipes)
                    .isTrue();
        }

        private boolean isAsDrawn() {
            return PeerGraph.of(honest).isOneComponent()
                    && pipes.nodes().stream()
                            .allMatch(one -> pipes.nodes().stream()
                                    .allMatch(other ->
                                            one == other || lines.contains(Set.of(one, other)) || !linked(one, other)));
        }

        private static boolean linked(SimulatedNode one, SimulatedNode other) {
            return one.peers().contains(other.id());
        }

        private void choosePairs() {
            List<SimulatedNode> speakers = new ArrayList<>(honest);
            shuffle(speakers);
            for (SimulatedNode from : speakers) {
                honest.stream()
                        .filter(to -> to != from && !lines.contains(Set.of(from, to)) && !pairs.containsValue(to))
                        .skip(chance.nextInt(2))
                        .findFirst()
                        .filter(to -> pairs.size() < PAIRS)
                        .ifPresent(to -> pairs.put(from, to));
            }
        }

        private void watchLinks() {
            Set<NodeId> friends =
                    new TreeSet<>(honest.stream().map(SimulatedNode::id).toList());
            honest.forEach(node -> node.network().listen(event -> {
                if (event.kind().equals("disconnected") && friends.contains(event.node())) {
                    disconnected.add(node + " from " + event.node().shortText());
                }
            }));
        }

        // what is said

        private void speak(List<SimulatedNode> authors, int round) {
            authors.forEach(author -> author.publish(author + " to all " + round));
            pairs.forEach((from, to) -> from.send(to, from + " to " + to + " " + round));
        }

        private static List<String> rounds(String before) {
            return IntStream.range(0, ROUNDS)
                    .mapToObj(round -> before + " " + round)
                    .toList();
        }

        private boolean allHeard(List<SimulatedNode> authors) {
            return pairs.entrySet().stream()
                            .allMatch(pair -> pair.getValue().heardDirectly().size() >= ROUNDS)
                    && honest.stream()
                            .allMatch(node -> node.heard().size()
                                    >= expected(node, authors).size());
        }

        private static List<String> expected(SimulatedNode listener, List<SimulatedNode> authors) {
            return authors.stream()
                    .filter(author -> author != listener)
                    .flatMap(author -> rounds(author + " to all").stream())
                    .toList();
        }

        private void assertAllHeardOnce(List<SimulatedNode> authors) {
            for (SimulatedNode node : honest) {
                assertThat(node.heard())
                        .as("what %s heard in spite of %s: %s", node, saboteurs, pipes)
                        .containsExactlyInAnyOrderElementsOf(expected(node, authors));
            }
            pairs.forEach((from, to) -> assertThat(to.heardDirectly())
                    .as("what %s heard in spite of %s: %s", to, saboteurs, pipes)
                    .isEqualTo(rounds(from + " to " + to)));
        }

        // lies

        private void lie(boolean first) {
            if (first) {
                saboteurs.who(Saboteurs.Lie.EQUIVOCATES).forEach(liar -> tell(liar, 2, List.of(), honest));
                saboteurs.who(Saboteurs.Lie.CLAIMS_EVERYBODY).forEach(liar -> tell(liar, 1, honest, honest));
                saboteurs.who(Saboteurs.Lie.FORGES).forEach(this::forge);
            }
            for (int tick = 0; tick < TICKS; tick++) {
                saboteurs.who(Saboteurs.Lie.FLOODS).forEach(liar -> {
                    for (int i = 0; i < 5; i++) {
                        tell(liar, 1, honest, honest);
                    }
                });
                pipes.pass(TICK);
            }
        }

        /** Says so many things under one number: to each peer another one, and to an only one all of them. */
        private void tell(
                Saboteurs.Saboteur liar, int versions, List<SimulatedNode> named, List<SimulatedNode> otherwise) {
            long mine = number;
            // Its own node goes on above what others know; those numbers are not ours.
            number += 1_000;
            liar.node().host().loop().execute(() -> {
                List<TappedExchange> peers = liar.node().running().exchanges(LinkStateWire.PROTOCOL);
                for (int i = 0; i < Math.max(peers.size(), versions) && !peers.isEmpty(); i++) {
                    TappedExchange peer = peers.get(i % peers.size());
                    List<NodeId> neighbours = (i % versions == 0 ? named : otherwise)
                            .stream().map(SimulatedNode::id).toList();
                    NodeContext node = peer.node();
                    peer.pass(LinkStateWire.advert(node, node.id(), mine, neighbours));
                }
            });
        }

        private void forge(Saboteurs.Saboteur liar) {
            NodeId victim = honest.get(honest.size() - 1).id();
            liar.node()
                    .host()
                    .loop()
                    .execute(() -> liar.node().running().exchanges(LinkStateWire.PROTOCOL).stream()
                            .limit(1)
                            .forEach(peer ->
                                    peer.pass(LinkStateWire.advert(peer.node(), victim, FAR_AHEAD, List.of()))));
        }

        // what becomes of it

        private void assertContradictionsAreShown() {
            for (Saboteurs.Saboteur liar : saboteurs.who(Saboteurs.Lie.EQUIVOCATES)) {
                assertThat(problems(honest.get(0)))
                        .as("an admin sees that %s contradicts itself: %s", liar, pipes)
                        .anyMatch(problem -> problem.contains(liar.id().shortText()));
            }
        }

        private static List<String> problems(SimulatedNode node) {
            return node.running().kernel().problems();
        }

        private void assertNobodyHonestIsHurt() {
            assertThat(saboteurs.accusations()).as("accusations: %s", pipes).isEmpty();
            assertThat(disconnected)
                    .as("links between honest nodes that ended in spite of %s: %s", saboteurs, pipes)
                    .isEmpty();
            List<String> liars = saboteurs.who(Saboteurs.Lie.EQUIVOCATES).stream()
                    .map(liar -> liar.id().shortText())
                    .toList();
            for (SimulatedNode node : honest) {
                assertThat(problems(node))
                        .as("problems of %s: %s", node, pipes)
                        .allMatch(problem -> liars.stream().anyMatch(problem::contains));
            }
        }

        /** Each has said 500 things in five seconds. */
        private void assertFloodsAreHeldBack() {
            for (Saboteurs.Saboteur liar : saboteurs.who(Saboteurs.Lie.FLOODS)) {
                assertThat(saboteurs.mostPassedOn(liar.id()))
                        .as("adverts of %s that were passed on: %s", liar, pipes)
                        .isLessThanOrEqualTo(PASSED_ON_AT_ONCE + ROUNDS);
            }
        }
    }
}
