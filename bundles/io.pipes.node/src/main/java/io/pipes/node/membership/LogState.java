// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The log and what follows from it.
 *
 * <p>An operation is taken when its author had the right to it in the state of the operation's own past; that verdict never changes, so
 * every node takes the same ones. Which of them count depends on all of them (see {@link Counting}), never on the order of arrival.
 *
 * <p>While each operation comes after all before it, one costs the same however long the log is. Only real concurrency makes it look
 * through the log again.
 */
final class LogState {
    private static final int REMEMBERED_BRANCHES = 16;

    private final Dag dag = new Dag();
    private final Map<NodeId, Newcomer> known = new HashMap<>();
    private final Map<Bytes, NodeId> byLinkKey = new HashMap<>();

    /** Rosters of branches that may go on, by their tips. */
    private final LinkedHashMap<Set<Integer>, Roster> branches = new LinkedHashMap<>();

    private @Nullable Roster roster = new Roster();
    private BitSet valid = new BitSet();

    /** Whose seats the operations since the last {@link #takeTouched} concern. */
    private Set<NodeId> touched = new HashSet<>();

    private boolean anybodyTouched = true;

    /** Whose seats may be others than when this was asked last; empty when anybody's may. */
    Optional<Set<NodeId>> takeTouched() {
        Optional<Set<NodeId>> taken = anybodyTouched ? Optional.empty() : Optional.of(touched);
        anybodyTouched = false;
        touched = new HashSet<>();
        return taken;
    }

    Dag dag() {
        return dag;
    }

    /** The present state. Must not be changed, and changes with the next operation. */
    Roster roster() {
        Roster current = roster;
        if (current == null) {
            BitSet all = new BitSet();
            all.set(0, dag.size());
            valid = Counting.of(dag, all);
            current = Grants.roster(dag, valid);
            roster = current;
        }
        return current;
    }

    /** The operations that count now; the caller's own copy. */
    BitSet valid() {
        roster();
        return (BitSet) valid.clone();
    }

    boolean isValid(int number) {
        roster();
        return valid.get(number);
    }

    /** Whoever was let in at some time, whatever became of it. */
    Optional<Newcomer> known(NodeId node) {
        return Optional.ofNullable(known.get(node));
    }

    Optional<NodeId> knownByLinkKey(Bytes linkKey) {
        return Optional.ofNullable(byLinkKey.get(linkKey));
    }

    /** Takes the first operation. */
    void begin(Operation genesis) {
        if (dag.size() > 0 || !(genesis.action() instanceof Action.Genesis)) {
            throw new IllegalStateException("A log begins once, with a genesis");
        }
        take(genesis, new Standing(Role.OWNER, Role.OWNER, 0, 0), true);
    }

    /** What speaks against an operation that comes after everything there is. */
    Optional<Objection> objection(NodeId author, Action action) {
        return Authority.objection(roster(), author, action).or(() -> keysTaken(action, headNumbers()));
    }

    /** What any operation before it gave to another node, whatever became of that, is not given again. */
    private Optional<Objection> keysTaken(Action action, int[] tips) {
        BitSet others = action.letIn().map(dag.claims()::ofOthers).orElseGet(BitSet::new);
        boolean taken = !others.isEmpty() && dag.closure(tips).intersects(others);
        return taken ? Optional.of(Objection.KEYS_TAKEN) : Optional.empty();
    }

    private int[] headNumbers() {
        return dag.headNumbers().stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Takes an operation whose parents are there and whose signatures have been checked.
     *
     * @throws MalformedException when its author had no right to it
     */
    void add(Operation operation) throws MalformedException {
        boolean next = dag.isNext(operation);
        Roster before = next ? roster() : branch(operation);
        Optional<Objection> objection = Authority.objection(before, operation.author(), operation.action())
                .or(() -> keysTaken(operation.action(), dag.parentsOf(operation)));
        Seat author = before.seat(operation.author());
        if (objection.isPresent() || author == null) {
            throw new MalformedException("operation is not rightful: " + objection.orElse(Objection.NO_MEMBER));
        }
        int number = take(operation, standing(before, author, operation.action()), next);
        if (!next) {
            branches.remove(tips(operation));
            before.apply(dag.vertex(number));
            remember(Set.of(number), before);
        }
    }

    /** An add that suffices is what it rests on: whoever was demoted and promoted meanwhile does not owe it to that. */
    private Standing standing(Roster before, Seat author, Action action) {
        Role needed = Authority.needed(before, author.who().id(), action);
        boolean enough = letInAs(author.add()).atLeast(needed);
        return new Standing(author.role(), needed, author.add(), enough ? author.add() : author.grant());
    }

    private Role letInAs(int add) {
        Action action = dag.operation(add).action();
        if (action instanceof Action.Add added) {
            return added.role();
        }
        return action instanceof Action.Succeed ? dag.vertex(add).standing().role() : Role.OWNER;
    }

    /** Forgets the operations that arrived last. */
    void truncate(int size) {
        if (size == dag.size()) {
            return;
        }
        dag.truncate(size);
        anybodyTouched = true;
        branches.clear();
        roster = null;
        known.clear();
        byLinkKey.clear();
        for (int n = 0; n < size; n++) {
            dag.operation(n).action().letIn().ifPresent(this::know);
        }
    }

    private int take(Operation operation, Standing standing, boolean next) {
        Roster current = next ? roster() : null;
        Set<Integer> tips = new TreeSet<>(dag.headNumbers());
        int number = dag.append(operation, standing);
        operation.action().letIn().ifPresent(this::know);
        if (current != null) {
            touch(operation);
            current.apply(dag.vertex(number));
            valid.set(number);
        } else {
            anybodyTouched = true;
            setAside(tips);
        }
        return number;
    }

    private void touch(Operation operation) {
        Action action = operation.action();
        action.letIn().ifPresent(newcomer -> touched.add(newcomer.id()));
        if (action instanceof Action.Remove remove) {
            touched.add(remove.node());
        } else if (action instanceof Action.Assign assign) {
            touched.add(assign.node());
        } else if (action instanceof Action.Succeed) {
            touched.add(operation.author());
        }
    }

    /** The present state ends here, but may go on as a branch. */
    private void setAside(Set<Integer> tips) {
        if (roster != null) {
            remember(tips, roster);
            roster = null;
        }
    }

    /** The roster in the past of a concurrent operation; the caller may change it. */
    private Roster branch(Operation operation) {
        Roster remembered = branches.get(tips(operation));
        if (remembered != null) {
            return remembered;
        }
        BitSet past = dag.closure(dag.parentsOf(operation));
        return Grants.roster(dag, Counting.of(dag, past));
    }

    private void remember(Set<Integer> tips, Roster branch) {
        branches.put(tips, branch);
        if (branches.size() > REMEMBERED_BRANCHES) {
            branches.remove(branches.keySet().iterator().next());
        }
    }

    private Set<Integer> tips(Operation operation) {
        Set<Integer> tips = new TreeSet<>();
        for (int parent : dag.parentsOf(operation)) {
            tips.add(parent);
        }
        return tips;
    }

    private void know(Newcomer newcomer) {
        known.putIfAbsent(newcomer.id(), newcomer);
        byLinkKey.putIfAbsent(newcomer.linkKey(), newcomer.id());
    }
}
