// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Operations by name, told in any order of delivery. The first one is by olga, who is the owner. */
final class Story {
    final NetworkId network;
    final Operation genesis;
    final Map<String, Operation> operations = new LinkedHashMap<>();
    private final Map<String, Actor> actors = new HashMap<>();
    private final Map<NodeId, String> names = new HashMap<>();

    /** What no node takes, because it does not fit the keys that it names. */
    private final Set<Operation> forged = new HashSet<>();

    private final long seed;

    Story(long seed) {
        this.seed = seed;
        Actor olga = actor("olga");
        Founding founding = Founding.of(
                Actor.SUITE,
                new ManualClock(),
                new SeededRandomness(seed),
                "home",
                olga,
                olga.signer,
                olga.link.publicKey(),
                actor("recovery").signer.publicKey());
        network = founding.network();
        try {
            genesis = Founding.check(Actor.SUITE, network, founding.genesis());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        operations.put("genesis", genesis);
    }

    Actor actor(String name) {
        return actors.computeIfAbsent(name, any -> new Actor(name, seed));
    }

    /** Makes somebody up who claims the link key of another one. */
    String thief(String name, String of) {
        actors.put(name, new Actor(name, seed).withLinkKeyOf(actor(of)));
        return name;
    }

    /** As {@link #heir}, but it claims the link key of another one. */
    String linkForger(String name, String of, String victim) {
        actors.put(name, actor(of).heir(name, seed).withLinkKeyOf(actor(victim)));
        return name;
    }

    /** Makes a node with both keys of another one, of somebody's own identity. */
    String rebound(String name, String of, String victim) {
        actors.put(name, actor(of).withKeysOf(actor(victim)));
        return name;
    }

    /** As {@link #heir}, but it claims the signing key of another one. */
    String signingForger(String name, String of, String victim) {
        actors.put(name, actor(of).heir(name, seed).claimingSigningKeyOf(actor(victim)));
        return name;
    }

    /** Makes another node of somebody's identity, as a backup of its home does. */
    String heir(String name, String of) {
        actors.put(name, actor(of).heir(name, seed));
        return name;
    }

    /** What the story calls a node. */
    String nameOf(NodeId node) {
        return actors.entrySet().stream()
                .filter(actor -> actor.getValue().node(network).equals(node))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The heir is one of {@link #heir}. */
    Operation succeed(String name, String author, String heir, String... parents) {
        Possession possession = actor(heir).possession(network, actor(author).node(network));
        return tell(name, author, new Action.Succeed(newcomer(heir), possession), parents);
    }

    Newcomer newcomer(String name) {
        try {
            return Newcomer.of(Actor.SUITE, network, actor(name).candidate(network));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    Operation add(String name, String author, String who, Role role, String... parents) {
        return tell(name, author, new Action.Add(newcomer(who), role, null), parents);
    }

    Operation remove(String name, String author, String who, String... parents) {
        return tell(name, author, new Action.Remove(actor(who).node(network), 0), parents);
    }

    Operation assign(String name, String author, String who, Role role, String... parents) {
        return tell(name, author, new Action.Assign(actor(who).node(network), role), parents);
    }

    Operation state(String name, String author, String... parents) {
        return tell(name, author, new Action.Statement("test", Bytes.utf8(name)), parents);
    }

    Operation tell(String name, String author, Action action, String... parents) {
        TreeSet<OperationId> ids = new TreeSet<>();
        for (String parent : parents) {
            ids.add(operations.get(parent).id());
        }
        Actor by = actor(author);
        Operation operation = Operation.sign(
                Actor.SUITE, by.signer, network, by.node(network), List.copyOf(ids), operations.size(), action);
        operations.put(name, operation);
        try {
            operation.checkBinding(Actor.SUITE);
        } catch (MalformedException e) {
            forged.add(operation);
        }
        return operation;
    }

    /** What follows when all operations arrive in the order in which they were told. */
    Outcome outcome() {
        return outcome(new ArrayList<>(operations.values()));
    }

    /** What follows when they arrive in this order, those without their parents waiting for them. */
    Outcome outcome(List<Operation> order) {
        return outcome(log(order));
    }

    /** The log when all operations arrive in the order in which they were told. */
    LogState log() {
        return log(new ArrayList<>(operations.values()));
    }

    private LogState log(List<Operation> order) {
        LogState log = new LogState();
        log.begin(genesis);
        List<Operation> waiting = new ArrayList<>(order);
        waiting.remove(genesis);
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Operation operation : List.copyOf(waiting)) {
                if (!log.dag().isMissingParentsOf(operation)) {
                    waiting.remove(operation);
                    deliver(log, operation);
                    moved = true;
                    break;
                }
            }
        }
        return log;
    }

    private void deliver(LogState log, Operation operation) {
        if (forged.contains(operation)) {
            return;
        }
        try {
            log.add(operation);
        } catch (MalformedException e) {
            // Not rightful in its own past: no node takes it.
        }
    }

    Outcome outcome(LogState log) {
        Map<String, Role> members = new HashMap<>();
        Map<String, OperationId> seats = new HashMap<>();
        log.roster().seats().forEach(seat -> {
            String name = names.computeIfAbsent(seat.who().id(), this::nameOf);
            members.put(name, seat.role());
            seats.put(name, log.dag().operation(seat.add()).id());
        });
        assertThat(log.roster().seats())
                .extracting(seat -> seat.who().linkKey())
                .as("each key belongs to one member")
                .doesNotHaveDuplicates();
        TreeSet<String> taken = new TreeSet<>();
        TreeSet<String> valid = new TreeSet<>();
        operations.forEach((name, operation) -> {
            Integer number = log.dag().number(operation.id());
            if (number != null) {
                taken.add(name);
                if (log.isValid(number)) {
                    valid.add(name);
                }
            }
        });
        return new Outcome(members, seats, taken, valid, log.dag().heads());
    }

    /** All that a log says, by names. */
    record Outcome(
            Map<String, Role> members,
            Map<String, OperationId> seats,
            TreeSet<String> taken,
            TreeSet<String> valid,
            List<OperationId> heads) {}
}
