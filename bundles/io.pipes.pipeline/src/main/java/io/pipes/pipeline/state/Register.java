// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.base.id.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What stands at one key: the writes that nobody has replaced who saw them, at most one of each author. It is the multi-value register of
 * Shapiro et al., "A comprehensive study of Convergent and Commutative Replicated Data Types" (2011), and with additions as its writes one
 * element of their observed-remove set; made of operations that come once each and in the order of their author, but not of all authors.
 *
 * <p>Which writes stand depends on which operations have come, not on their order. What is replaced before it has come is remembered until
 * then.
 */
final class Register {
    private final Map<NodeId, Write> writes = new TreeMap<>();
    /** Replaced, and not here yet. */
    private final Set<Dot> early = new TreeSet<>();

    /**
     * Takes an operation in.
     *
     * @param replaced what its author saw; that what the author wrote before is replaced goes without saying
     * @param write what it puts here; null if nothing
     * @param hasCome whether an operation has come before
     * @return whether other writes stand here now
     */
    boolean apply(Dot dot, List<Dot> replaced, @Nullable Write write, Predicate<Dot> hasCome) {
        boolean changed = writes.remove(dot.author()) != null;
        for (Dot other : replaced) {
            if (!other.author().equals(dot.author())) {
                changed |= replace(other, hasCome);
            }
        }
        boolean stands = !early.remove(dot) && write != null;
        if (stands) {
            writes.put(dot.author(), write);
        }
        return changed || stands;
    }

    private boolean replace(Dot other, Predicate<Dot> hasCome) {
        Write there = writes.get(other.author());
        if (there != null && there.dot().equals(other)) {
            writes.remove(other.author());
            return true;
        }
        if (!hasCome.test(other)) {
            early.add(other);
        }
        return false;
    }

    /** Forgets what was replaced and has come, or never existed. */
    void prune(Predicate<Dot> hasCome) {
        early.removeIf(hasCome);
    }

    /** What stands here, by author. */
    Collection<Write> writes() {
        return writes.values();
    }

    /** Whether the last of the writes that stand here wrote something. */
    boolean hasValue() {
        return writes.values().stream()
                .max(Write.BY_TIME)
                .filter(write -> write.value() != null)
                .isPresent();
    }

    /** What was replaced before it came, in order. */
    Collection<Dot> early() {
        return early;
    }

    boolean isEmpty() {
        return writes.isEmpty() && early.isEmpty();
    }

    /** As it was when a snapshot was made. */
    void restore(Write write) {
        writes.put(write.dot().author(), write);
    }

    void restore(Dot replacedEarly) {
        early.add(replacedEarly);
    }
}
