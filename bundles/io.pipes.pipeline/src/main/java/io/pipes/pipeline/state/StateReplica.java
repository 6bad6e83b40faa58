// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.state.Merge;
import io.pipes.api.state.StateInfo;
import io.pipes.api.state.StateKind;
import io.pipes.base.id.NodeId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the operations that have come: all maps, counters and sets of one pipeline. It depends on which operations have come and
 * not on their order, as long as those of each author come in theirs.
 */
final class StateReplica {
    /** Where a counter has its only value. */
    private static final String SUM = "";

    private final Map<StatePart, Registers> registers = new TreeMap<>();
    private final Map<String, CounterState> counters = new TreeMap<>();
    /** The last operation of each author. */
    private final Map<NodeId, Dot> frontier = new TreeMap<>();

    /** What an operation changed: a key of a map, an element of a set, or a counter, which has only one. */
    record Changed(StatePart part, String key) {}

    /** Whether an operation has come before, or one that its author made later. */
    boolean hasCome(Dot dot) {
        Dot last = frontier.get(dot.author());
        return last != null && !dot.isAfter(last);
    }

    /** The number of the last packet of an author that brought an operation; 0 if there is none. */
    long last(NodeId author) {
        Dot last = frontier.get(author);
        return last == null ? 0 : last.seq();
    }

    /** Takes an operation in; one that has come before changes nothing. */
    Optional<Changed> apply(Dot dot, StateOperation operation) {
        if (hasCome(dot)) {
            return Optional.empty();
        }
        Optional<Changed> changed = applyNew(dot, operation);
        frontier.put(dot.author(), dot);
        return changed;
    }

    private Optional<Changed> applyNew(Dot dot, StateOperation operation) {
        if (operation instanceof StateOperation.MapPut put) {
            Write write = new Write(dot, put.stamp(), put.value());
            return apply(dot, put.part(), put.key(), put.replaced(), write);
        }
        if (operation instanceof StateOperation.MapRemove remove) {
            Write nothing = new Write(dot, remove.stamp(), null);
            return apply(dot, remove.part(), remove.key(), remove.replaced(), nothing);
        }
        if (operation instanceof StateOperation.SetAdd add) {
            return apply(dot, add.part(), add.element(), List.of(), new Write(dot, 0, null));
        }
        if (operation instanceof StateOperation.SetRemove remove) {
            return apply(dot, remove.part(), remove.element(), remove.replaced(), null);
        }
        StateOperation.CounterAdd add = (StateOperation.CounterAdd) operation;
        counters.computeIfAbsent(add.name(), none -> new CounterState()).add(add.delta());
        return Optional.of(new Changed(add.part(), SUM));
    }

    private Optional<Changed> apply(Dot dot, StatePart part, String key, List<Dot> replaced, @Nullable Write write) {
        Registers here = registers.computeIfAbsent(part, none -> new Registers(part.kind()));
        boolean changed = here.apply(key, dot, replaced, write, this::hasCome);
        return changed ? Optional.of(new Changed(part, key)) : Optional.empty();
    }

    /** The registers of a map or a set, to look at; none if it is empty. */
    Registers registers(StatePart part) {
        return registers.getOrDefault(part, new Registers(part.kind()));
    }

    /** What the sum of a counter is; 0 before anything was added. */
    CounterState counter(String name) {
        return counters.getOrDefault(name, new CounterState());
    }

    MapState map(String name, @Nullable Merge merge) {
        return new MapState(registers(new StatePart(StateKind.MAP, name)), merge);
    }

    SetState set(String name) {
        return new SetState(registers(new StatePart(StateKind.SET, name)));
    }

    /** What is not empty, in order of kind and name. */
    List<StateInfo> list() {
        List<StateInfo> all = new ArrayList<>();
        registers.forEach((part, here) -> all.add(new StateInfo(part.kind(), part.name(), here.size())));
        counters.keySet().forEach(name -> all.add(new StateInfo(StateKind.COUNTER, name, 1)));
        return all.stream()
                .filter(info -> info.entries() > 0)
                .sorted((one, other) ->
                        new StatePart(one.kind(), one.name()).compareTo(new StatePart(other.kind(), other.name())))
                .toList();
    }

    /** What somebody sees who looks at a part for the first time. */
    Collection<String> keys(StatePart part) {
        return switch (part.kind()) {
            case COUNTER -> List.of(SUM);
            case SET -> set(part.name()).elements();
            case MAP ->
                registers(part).keys().stream()
                        .filter(key -> registers(part).writes(key).stream().anyMatch(write -> write.value() != null))
                        .toList();
        };
    }

    /** Everything that is not the same there. */
    List<Changed> differences(StateReplica other) {
        List<Changed> all = new ArrayList<>();
        Set<StatePart> parts = new TreeSet<>(registers.keySet());
        parts.addAll(other.registers.keySet());
        parts.forEach(part ->
                registers(part).differences(other.registers(part)).forEach(key -> all.add(new Changed(part, key))));
        Set<String> names = new TreeSet<>(counters.keySet());
        names.addAll(other.counters.keySet());
        names.stream()
                .filter(name -> !counter(name).sum().equals(other.counter(name).sum()))
                .forEach(name -> all.add(new Changed(new StatePart(StateKind.COUNTER, name), SUM)));
        return all;
    }

    /** The last operation of each author, in order of author. */
    Collection<Dot> frontier() {
        return frontier.values();
    }

    /** Forgets which operations were replaced before they came, where they have come. */
    void prune() {
        registers.values().forEach(some -> some.prune(this::hasCome));
    }

    void forEachRegister(BiConsumer<StatePart, Registers> action) {
        registers.forEach(action);
    }

    void forEachCounter(BiConsumer<String, CounterState> action) {
        counters.forEach(action);
    }

    /** As it was when a snapshot was made: the last operation of an author. */
    void restore(Dot lastOfAuthor) {
        frontier.put(lastOfAuthor.author(), lastOfAuthor);
    }

    /** As it was when a snapshot was made: a write that stood at a key. */
    void restore(StatePart part, String key, Write write) {
        restored(part).restore(key, write);
    }

    /** As it was when a snapshot was made: what was replaced at a key and had not come. */
    void restore(StatePart part, String key, Dot early) {
        restored(part).restore(key, early);
    }

    private Registers restored(StatePart part) {
        return registers.computeIfAbsent(part, none -> new Registers(part.kind()));
    }

    /** As it was when a snapshot was made: what was added to a counter. */
    void restore(String counter, BigInteger sum) {
        counters.computeIfAbsent(counter, none -> new CounterState()).restore(sum);
    }
}
