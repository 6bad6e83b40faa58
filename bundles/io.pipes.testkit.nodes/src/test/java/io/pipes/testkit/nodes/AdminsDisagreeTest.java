// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.node.NodeInfo;
import io.pipes.testkit.scale.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network falls into three parts with an admin and a writer in each. Two admins remove each other, and they and the owner take roles
 * away from each other's writers, while everybody goes on writing. In whatever order the parts meet again, those who are left are the
 * same, and so are the packets that count.
 *
 * <p>Of each part somebody is left whom nobody removes. A part of which the others have removed everybody is met with silence, so nobody
 * ever hears what it did.
 */
@Tag("simulation")
class AdminsDisagreeTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Whose parts meet first, second and last. */
    private static final List<List<List<Integer>>> ORDERS = List.of(
            List.of(List.of(0, 1), List.of(0, 2), List.of(1, 2)),
            List.of(List.of(0, 1), List.of(1, 2), List.of(0, 2)),
            List.of(List.of(0, 2), List.of(0, 1), List.of(1, 2)),
            List.of(List.of(0, 2), List.of(1, 2), List.of(0, 1)),
            List.of(List.of(1, 2), List.of(0, 1), List.of(0, 2)),
            List.of(List.of(1, 2), List.of(0, 2), List.of(0, 1)));

    static LongStream seeds() {
        return Scale.seeds(2, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void in_whatever_order_the_parts_meet_the_same_packets_count(long seed) {
        Map<List<List<Integer>>, Outcome> outcomes = new HashMap<>();
        for (List<List<Integer>> order : ORDERS) {
            try (SimulatedPipes pipes =
                    SimulatedPipes.network(6).seed(seed).routed(false).start()) {
                pipes.observed("AdminsDisagreeTest", () -> outcomes.put(order, disagree(pipes, order)));
            }
        }
        assertThat(outcomes.values().stream().distinct()).as("%s", outcomes).hasSize(1);
    }

    /** Who is left, and what counts. */
    private record Outcome(Map<String, Role> members, TreeSet<String> packets) {}

    private static Outcome disagree(SimulatedPipes pipes, List<List<Integer>> order) {
        Notes notes = Notes.create(pipes);
        List<List<SimulatedNode>> parts = List.of(
                List.of(pipes.node(0), pipes.node(3)),
                List.of(pipes.node(1), pipes.node(4)),
                List.of(pipes.node(2), pipes.node(5)));
        pipes.done(pipes.node(0).network().assign(pipes.node(1).id(), Role.ADMIN));
        pipes.done(pipes.node(0).network().assign(pipes.node(2).id(), Role.ADMIN));
        pipes.settle();
        writeAll(pipes, notes, "together");
        cut(pipes, parts.get(0), parts.get(1));
        cut(pipes, parts.get(0), parts.get(2));
        cut(pipes, parts.get(1), parts.get(2));
        pipes.pass(SOON);

        writeAll(pipes, notes, "apart");
        pipes.node(0).network().assign(pipes.node(4).id(), Role.READER);
        pipes.node(1).network().revoke(pipes.node(2).id());
        pipes.node(1).network().assign(pipes.node(5).id(), Role.READER);
        pipes.node(2).network().revoke(pipes.node(1).id());
        pipes.node(2).network().assign(pipes.node(3).id(), Role.READER);
        pipes.node(2).network().assign(pipes.node(4).id(), Role.READER);
        pipes.pass(SOON);
        writeAll(pipes, notes, "afterwards");

        for (List<Integer> pair : order) {
            heal(pipes, parts.get(pair.get(0)), parts.get(pair.get(1)));
            pipes.pass(SOON);
        }
        pipes.settle();
        return outcome(pipes, notes);
    }

    /** All that are left have the same, so it is asked for at the owner's. */
    private static Outcome outcome(SimulatedPipes pipes, Notes notes) {
        Map<String, Role> members = members(pipes.node(0));
        List<SimulatedNode> left = new ArrayList<>(pipes.nodes());
        left.removeIf(node -> !members.containsKey(node.name()));
        assertThat(pipes.eventually(
                        () -> left.stream()
                                        .map(node -> counting(notes, node))
                                        .distinct()
                                        .count()
                                == 1,
                        SOON))
                .as(() -> "the same counts at " + left + ": "
                        + left.stream().map(node -> counting(notes, node)).toList())
                .isTrue();
        TreeSet<String> packets = counting(notes, pipes.node(0));
        if (members.containsKey(pipes.node(1).name())) {
            // The owner took its role away and had less of it; the admin beside it had more in time, and says so.
            assertThat(packets).anyMatch(packet -> packet.startsWith("node-4 apart 2 "));
        }
        return new Outcome(members, packets);
    }

    private static Map<String, Role> members(SimulatedNode node) {
        Map<String, Role> members = new TreeMap<>();
        for (NodeInfo info : node.network().nodes()) {
            members.put(info.name(), info.role());
        }
        members.put(node.name(), node.network().role());
        return members;
    }

    private static TreeSet<String> counting(Notes notes, SimulatedNode node) {
        TreeSet<String> packets = new TreeSet<>();
        notes.messages(node)
                .forEach(message -> packets.add(
                        SimulatedNode.text(message) + " " + message.packet().orElseThrow()));
        return packets;
    }

    private static void cut(SimulatedPipes pipes, List<SimulatedNode> some, List<SimulatedNode> others) {
        some.forEach(one -> others.forEach(other -> pipes.cut(one, other)));
    }

    private static void heal(SimulatedPipes pipes, List<SimulatedNode> some, List<SimulatedNode> others) {
        some.forEach(one -> others.forEach(other -> pipes.network().heal(one.host(), other.host())));
    }

    private static void writeAll(SimulatedPipes pipes, Notes notes, String when) {
        for (int i = 0; i < 3; i++) {
            for (SimulatedNode node : pipes.nodes()) {
                notes.write(node, node + " " + when + " " + i);
                pipes.pass(Duration.ofMillis(50));
            }
        }
        pipes.pass(SOON);
    }
}
