// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.base.id.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Who wrote what into one persistent pipeline, and what of it was acknowledged. */
final class Book {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofMillis(4);

    private final SimulatedPipes pipes;
    private final Notes notes;
    private final Map<SimulatedNode, List<String>> acknowledged = new HashMap<>();
    private int written;
    private int refused;

    /** Whether a packet may stand behind its author's later ones, since it was fetched again. */
    private boolean mendedStandLast;

    Book(SimulatedPipes pipes, Notes notes) {
        this.pipes = pipes;
        this.notes = notes;
    }

    /** Asks something, maybe of a disk. */
    @FunctionalInterface
    interface Question {
        boolean holds() throws IOException;
    }

    SimulatedPipes pipes() {
        return pipes;
    }

    Notes notes() {
        return notes;
    }

    void mendedPacketsStandLast() {
        mendedStandLast = true;
    }

    /** What a node heard acknowledged, in order. */
    List<String> of(SimulatedNode node) {
        return acknowledged.computeIfAbsent(node, none -> new ArrayList<>());
    }

    /** How often a node said that its disk does not take something. */
    int refused() {
        return refused;
    }

    /** Everybody who runs writes something, and a moment passes. */
    void write() {
        pipes.nodes().stream().filter(SimulatedNode::isRunning).forEach(node -> write(node, node + " " + written++));
        pipes.pass(MOMENT);
    }

    /** @param text another one each time */
    void write(SimulatedNode node, String text) {
        notes.write(node, text).whenComplete((sent, failure) -> {
            if (failure == null) {
                of(node).add(text);
            } else {
                refused(failure);
            }
        });
    }

    /** A node that has not loaded its network yet is asked in vain; one that has says that it is the disk. */
    private void refused(Throwable failure) {
        Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
        if (why instanceof PipesException known) {
            assertThat(known.code()).isEqualTo(PipesException.Code.STORAGE);
            refused++;
        }
    }

    /** Everybody writes all the time until this holds. */
    void writeUntil(Question question, Duration limit) {
        try {
            for (long left = limit.toMillis(); !question.holds(); left -= MOMENT.toMillis()) {
                assertThat(left).as("it takes too long: %s", pipes).isPositive();
                write();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until all nodes have the same, and looks whether it is everything that was acknowledged, once and in order. */
    void agree() {
        agree(pipes.nodes());
    }

    /** As {@link #agree()}, of these nodes; what others wrote is not looked for. */
    void agree(Collection<SimulatedNode> members) {
        assertThat(pipes.eventually(() -> haveTheSame(members), A_MINUTE))
                .as(() -> "all have the same: " + this)
                .isTrue();
        List<String> all = notes.read(members.iterator().next());
        assertThat(all).as("%s", pipes).doesNotHaveDuplicates();
        members.stream()
                .filter(node -> !of(node).isEmpty())
                .forEach(node -> assertThat(all).as("of %s: %s", node, pipes).containsSubsequence(of(node)));
    }

    private boolean haveTheSame(Collection<SimulatedNode> members) {
        return members.stream()
                        .allMatch(node -> node.isConnected() && notes.find(node).isPresent())
                && members.stream()
                                .map(node ->
                                        notes.info(node).kept().orElseThrow().packets())
                                .distinct()
                                .count()
                        == 1
                && members.stream()
                                .map(node -> byAuthor(notes.messages(node)))
                                .distinct()
                                .count()
                        == 1;
    }

    /** Packets in order, each with its place and what it says. */
    private Map<NodeId, List<String>> byAuthor(List<Message> messages) {
        return messages.stream()
                .sorted(mendedStandLast ? Comparator.comparingLong(Message::seq) : (one, other) -> 0)
                .collect(Collectors.groupingBy(
                        Message::author,
                        TreeMap::new,
                        Collectors.mapping(
                                message -> message.seq() + " " + message.packet() + " " + SimulatedNode.text(message),
                                Collectors.toList())));
    }

    /** How much each node has of each author, for whoever looks for the reason of a failure. */
    @Override
    public String toString() {
        StringBuilder said = new StringBuilder(pipes.toString());
        for (SimulatedNode node : pipes.nodes()) {
            said.append("; ").append(node).append(node.isConnected() ? " connected" : " alone");
            if (node.isRunning() && notes.find(node).isPresent()) {
                byAuthor(notes.messages(node))
                        .values()
                        .forEach(packets -> said.append(", ")
                                .append(packets.size())
                                .append(" up to ")
                                .append(packets.get(packets.size() - 1)));
                said.append(" ").append(node.running().kernel().problems());
            }
        }
        return said.toString();
    }
}
