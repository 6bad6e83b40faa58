// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The graph of operations that were found to be rightful in their own past. Operations have numbers in the order of arrival, parents
 * before children; nothing that follows from the graph may depend on them.
 */
final class Dag {
    /** Causal and the same everywhere. */
    final Comparator<Integer> canonical = Comparator.<Integer>comparingInt(
                    n -> vertex(n).depth())
            .thenComparing(n -> operation(n).id());

    /** Of those who let somebody in: the higher role of the author, then the canonical order. Never changes. */
    final Comparator<Integer> byClaim = Comparator.<Integer>comparingInt(
                    n -> vertex(n).standing().role().code())
            .thenComparing(canonical);

    private final List<Vertex> vertices = new ArrayList<>();
    private final Map<OperationId, Integer> numbers = new HashMap<>();
    private final TreeMap<OperationId, Integer> heads = new TreeMap<>();
    private final Map<NodeId, List<Integer>> byAuthor = new HashMap<>();
    private final KeyClaims claims = new KeyClaims();
    private final Map<Integer, BitSet> pasts = new HashMap<>();

    int size() {
        return vertices.size();
    }

    Vertex vertex(int number) {
        return vertices.get(number);
    }

    Operation operation(int number) {
        return vertices.get(number).operation();
    }

    boolean contains(OperationId id) {
        return numbers.containsKey(id);
    }

    @Nullable
    Integer number(OperationId id) {
        return numbers.get(id);
    }

    /** Operations that are nobody's parents, in order of id. */
    List<OperationId> heads() {
        return List.copyOf(heads.keySet());
    }

    Collection<Integer> headNumbers() {
        return heads.values();
    }

    List<Integer> by(NodeId author) {
        return byAuthor.getOrDefault(author, List.of());
    }

    KeyClaims claims() {
        return claims;
    }

    /** Those that gave a key which this one gives, too, but to another node. */
    BitSet twins(int number) {
        return operation(number).action().letIn().map(claims::ofOthers).orElseGet(BitSet::new);
    }

    boolean isMissingParentsOf(Operation operation) {
        return !numbers.keySet().containsAll(operation.parents());
    }

    /** Whether the operation comes after everything there is. */
    boolean isNext(Operation operation) {
        return operation.parents().size() == heads.size() && heads.keySet().containsAll(operation.parents());
    }

    int[] parentsOf(Operation operation) {
        return operation.parents().stream().mapToInt(this::require).toArray();
    }

    private int require(OperationId id) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw new IllegalArgumentException("A parent is missing");
        }
        return number;
    }

    int append(Operation operation, Standing standing) {
        int number = vertices.size();
        int[] parents = parentsOf(operation);
        int depth = 0;
        for (int parent : parents) {
            depth = Math.max(depth, vertex(parent).depth() + 1);
        }
        vertices.add(new Vertex(number, operation, parents, depth, standing));
        numbers.put(operation.id(), number);
        operation.parents().forEach(heads::remove);
        heads.put(operation.id(), number);
        byAuthor.computeIfAbsent(operation.author(), any -> new ArrayList<>()).add(number);
        operation.action().letIn().ifPresent(who -> claims.enter(number, who));
        return number;
    }

    /** Forgets what arrived last, so that {@code size} operations are left. */
    void truncate(int size) {
        while (vertices.size() > size) {
            Vertex last = vertices.remove(vertices.size() - 1);
            Operation operation = last.operation();
            numbers.remove(operation.id());
            pasts.remove(last.number());
            List<Integer> own = by(operation.author());
            own.remove(own.size() - 1);
            operation.action().letIn().ifPresent(who -> claims.leave(last.number(), who));
        }
        heads.clear();
        BitSet parents = new BitSet();
        for (int n = size - 1; n >= 0; n--) {
            if (!parents.get(n)) {
                heads.put(operation(n).id(), n);
            }
            mark(parents, vertex(n).parents());
        }
    }

    /** These operations and everything before them. */
    BitSet closure(int... tips) {
        BitSet closure = new BitSet();
        mark(closure, tips);
        for (int n = closure.length() - 1; n >= 0; n = closure.previousSetBit(n - 1)) {
            mark(closure, vertex(n).parents());
        }
        return closure;
    }

    /** An operation and everything after it. */
    BitSet future(int number) {
        BitSet future = new BitSet();
        future.set(number);
        for (int n = number + 1; n < size(); n++) {
            for (int parent : vertex(n).parents()) {
                if (future.get(parent)) {
                    future.set(n);
                }
            }
        }
        return future;
    }

    /** Everything before an operation; remembered, because only few are asked about. Must not be changed. */
    BitSet past(int number) {
        return pasts.computeIfAbsent(number, n -> closure(vertex(n).parents()));
    }

    /** Those of some operations that have none of the others in their past; what is not here is passed over. */
    Set<OperationId> earliest(Collection<OperationId> among) {
        BitSet asked = new BitSet();
        among.stream().map(numbers::get).filter(Objects::nonNull).forEach(asked::set);
        BitSet behind = new BitSet();
        for (int n = Math.max(0, asked.nextSetBit(0)); n < asked.length(); n++) {
            for (int parent : vertex(n).parents()) {
                if (asked.get(parent) || behind.get(parent)) {
                    behind.set(n);
                }
            }
        }
        asked.andNot(behind);
        return asked.stream().mapToObj(n -> operation(n).id()).collect(Collectors.toSet());
    }

    /** Negative when the first has the better claim: higher role, then earlier add, then hash of the add, then the own hash. */
    int compareRank(int a, int b) {
        Standing mine = vertex(a).standing();
        Standing other = vertex(b).standing();
        int byRole = Integer.compare(mine.role().code(), other.role().code());
        if (byRole != 0) {
            return byRole;
        }
        int byAdd = canonical.compare(mine.add(), other.add());
        return byAdd != 0 ? byAdd : operation(a).id().compareTo(operation(b).id());
    }

    private static void mark(BitSet set, int[] numbers) {
        for (int number : numbers) {
            set.set(number);
        }
    }
}
