// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.state.StateKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The registers of a map or a set, by key. */
final class Registers {
    private final Map<String, Register> registers = new TreeMap<>();
    private final StateKind kind;
    /** At how many keys there is something to see. */
    private long size;

    Registers(StateKind kind) {
        this.kind = kind;
    }

    /** See {@link Register#apply}. */
    boolean apply(String key, Dot dot, List<Dot> replaced, @Nullable Write write, Predicate<Dot> hasCome) {
        Register register = of(key);
        size -= seen(register);
        boolean changed = register.apply(dot, replaced, write, hasCome);
        size += seen(register);
        if (register.isEmpty()) {
            registers.remove(key);
        }
        return changed;
    }

    private int seen(Register register) {
        boolean seen = kind == StateKind.SET ? !register.writes().isEmpty() : register.hasValue();
        return seen ? 1 : 0;
    }

    private Register of(String key) {
        return registers.computeIfAbsent(key, none -> new Register());
    }

    /** How many elements or entries there are, where the last write counts. */
    long size() {
        return size;
    }

    /** As it was when a snapshot was made. */
    void restore(String key, Write write) {
        Register register = of(key);
        size -= seen(register);
        register.restore(write);
        size += seen(register);
    }

    /** As it was when a snapshot was made. */
    void restore(String key, Dot replacedEarly) {
        of(key).restore(replacedEarly);
    }

    /** What stands at a key; nothing if the key is not there. */
    Collection<Write> writes(String key) {
        Register register = registers.get(key);
        return register == null ? List.of() : register.writes();
    }

    /** The writes that stand at a key, in the order in which operations name them. */
    List<Dot> dots(String key) {
        return writes(key).stream().map(Write::dot).sorted().toList();
    }

    Collection<String> keys() {
        return registers.keySet();
    }

    void prune(Predicate<Dot> hasCome) {
        registers.values().forEach(register -> register.prune(hasCome));
        registers.values().removeIf(Register::isEmpty);
    }

    void forEach(BiConsumer<String, Register> action) {
        registers.forEach(action);
    }

    /** Keys at which other writes stand than there. */
    Set<String> differences(Registers other) {
        Set<String> keys = new TreeSet<>(registers.keySet());
        keys.addAll(other.registers.keySet());
        keys.removeIf(key -> List.copyOf(writes(key)).equals(List.copyOf(other.writes(key))));
        return keys;
    }
}
