// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.state.StateKind;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.testkit.time.SeededRandomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several authors change the same few keys, each knowing a part of what the others did. Whoever gets all of it, in any order that keeps each
 * author's own, some of it twice, and perhaps with a snapshot in between, has what the definition says, which looks at all operations at once.
 */
class AnyOrderTest {
    private static final int AUTHORS = 4;
    private static final int OPERATIONS = 60;

    private final Map<NodeId, StateReplica> replicas = new TreeMap<>();
    private final Map<NodeId, List<Made>> made = new TreeMap<>();

    private record Made(Dot dot, StateOperation operation) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoever_has_the_same_operations_has_the_same_state(long seed) throws MalformedException {
        SeededRandomness chance = new SeededRandomness(seed);
        write(chance);

        Expected expected =
                new Expected(made.values().stream().flatMap(List::stream).toList());
        for (int i = 0; i < 5; i++) {
            StateReplica replica = deliver(chance);
            assertThat(picture(replica)).isEqualTo(expected.picture());
            assertThat(items(replica)).isEqualTo(items(deliver(chance)));
        }
    }

    /** Everybody writes, and hears of the others now and then. */
    private void write(SeededRandomness chance) {
        for (int i = 0; i < AUTHORS; i++) {
            NodeId author = Authors.author((char) ('a' + i));
            replicas.put(author, new StateReplica());
            made.put(author, new ArrayList<>());
        }
        List<NodeId> authors = List.copyOf(replicas.keySet());
        for (int i = 0; i < OPERATIONS; i++) {
            NodeId author = authors.get(chance.nextInt(AUTHORS));
            if (chance.chance(0.5)) {
                hear(author, authors.get(chance.nextInt(AUTHORS)), chance);
            }
            int before = made.get(author).size();
            Dot dot = new Dot(author, before / 2 + 1, before % 2);
            Made one = new Made(dot, operation(replicas.get(author), chance));
            made.get(author).add(one);
            replicas.get(author).apply(dot, one.operation());
        }
    }

    private void hear(NodeId author, NodeId other, SeededRandomness chance) {
        List<Made> theirs = made.get(other);
        int some = chance.nextInt(theirs.size() + 1);
        theirs.subList(0, some).forEach(one -> replicas.get(author).apply(one.dot(), one.operation()));
    }

    private static StateOperation operation(StateReplica seen, SeededRandomness chance) {
        String key = "key " + chance.nextInt(3);
        long stamp = chance.chance(0.1) ? Long.MAX_VALUE : chance.nextInt(20);
        StatePart map = new StatePart(StateKind.MAP, "m");
        StatePart set = new StatePart(StateKind.SET, "s");
        return switch (chance.nextInt(6)) {
            case 0, 1 ->
                new StateOperation.MapPut(
                        "m", key, stamp, seen.registers(map).dots(key), Content.text("value " + chance.nextInt(1_000)));
            case 2 ->
                new StateOperation.MapRemove(
                        "m", key, stamp, seen.registers(map).dots(key));
            case 3 -> new StateOperation.CounterAdd("c", chance.nextLong());
            case 4 -> new StateOperation.SetAdd("s", key);
            default ->
                new StateOperation.SetRemove("s", key, seen.registers(set).dots(key));
        };
    }

    private StateReplica deliver(SeededRandomness chance) throws MalformedException {
        StateReplica replica = new StateReplica();
        Map<NodeId, Integer> next = new HashMap<>();
        List<NodeId> left = new ArrayList<>(made.keySet());
        while (!left.isEmpty()) {
            NodeId author = left.get(chance.nextInt(left.size()));
            int at = next.getOrDefault(author, 0);
            if (at == made.get(author).size()) {
                left.remove(author);
                continue;
            }
            Made one = made.get(author).get(chance.chance(0.1) ? chance.nextInt(at + 1) : at);
            replica.apply(one.dot(), one.operation());
            next.put(author, one == made.get(author).get(at) ? at + 1 : at);
            replica = chance.chance(0.05) ? throughASnapshot(replica) : replica;
        }
        return replica;
    }

    private static StateReplica throughASnapshot(StateReplica replica) throws MalformedException {
        StateSnapshot.Assembly assembly = new StateSnapshot.Assembly();
        Iterator<SnapshotItem> left = items(replica).iterator();
        while (left.hasNext()) {
            StateSnapshot.read(StateSnapshot.page(left)).forEach(assembly::add);
        }
        return assembly.whole().replica();
    }

    private static List<SnapshotItem> items(StateReplica replica) {
        return StateSnapshot.of(new ReplicaReader.Replayed(replica, Map.of(), Map.of()));
    }

    private static Map<String, Object> picture(StateReplica replica) {
        Map<String, Object> picture = new TreeMap<>();
        replica.map("m", null).entries().forEach(entry -> picture.put("m " + entry.key(), entry.value()));
        picture.put("s", new TreeSet<>(replica.set("s").elements()));
        picture.put("c", replica.counter("c").sum());
        return picture;
    }

    /** The definition: what nobody replaced who saw it, and whose author did nothing at that key afterwards. */
    private record Expected(List<Made> all) {
        Map<String, Object> picture() {
            Map<String, Object> picture = new TreeMap<>();
            Set<String> elements = new TreeSet<>();
            for (int i = 0; i < 3; i++) {
                String key = "key " + i;
                standing(key, StateKind.MAP).stream()
                        .max(Write.BY_TIME)
                        .filter(write -> write.value() != null)
                        .ifPresent(write -> picture.put("m " + key, write.value()));
                if (!standing(key, StateKind.SET).isEmpty()) {
                    elements.add(key);
                }
            }
            picture.put("s", elements);
            CounterState sum = new CounterState();
            all.stream()
                    .filter(one -> one.operation() instanceof StateOperation.CounterAdd)
                    .forEach(one -> sum.add(((StateOperation.CounterAdd) one.operation()).delta()));
            picture.put("c", sum.sum());
            return picture;
        }

        private List<Write> standing(String key, StateKind kind) {
            List<Made> here = all.stream()
                    .filter(one -> one.operation().part().kind() == kind && key.equals(key(one.operation())))
                    .toList();
            Set<Dot> replaced = new HashSet<>();
            here.forEach(one -> replaced.addAll(replaced(one.operation())));
            return here.stream()
                    .filter(one -> !replaced.contains(one.dot())
                            && here.stream().noneMatch(other -> isLater(other.dot(), one.dot())))
                    .flatMap(one -> write(one).stream())
                    .toList();
        }

        private static boolean isLater(Dot dot, Dot than) {
            return dot.author().equals(than.author()) && dot.isAfter(than);
        }

        private static List<Write> write(Made one) {
            if (one.operation() instanceof StateOperation.MapPut put) {
                return List.of(new Write(one.dot(), put.stamp(), put.value()));
            }
            if (one.operation() instanceof StateOperation.MapRemove remove) {
                return List.of(new Write(one.dot(), remove.stamp(), null));
            }
            return one.operation() instanceof StateOperation.SetAdd
                    ? List.of(new Write(one.dot(), 0, null))
                    : List.of();
        }

        private static String key(StateOperation operation) {
            if (operation instanceof StateOperation.MapPut put) {
                return put.key();
            }
            if (operation instanceof StateOperation.MapRemove remove) {
                return remove.key();
            }
            if (operation instanceof StateOperation.SetAdd add) {
                return add.element();
            }
            return operation instanceof StateOperation.SetRemove remove ? remove.element() : "";
        }

        private static List<Dot> replaced(StateOperation operation) {
            if (operation instanceof StateOperation.MapPut put) {
                return put.replaced();
            }
            if (operation instanceof StateOperation.MapRemove remove) {
                return remove.replaced();
            }
            return operation instanceof StateOperation.SetRemove remove ? remove.replaced() : List.of();
        }
    }
}
