// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

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

    /** See {@link Register#apply}. */
    boolean apply(String key, Dot dot, List<Dot> replaced, @Nullable Write write, Predicate<Dot> hasCome) {
        Register register = of(key);
        boolean changed = register.apply(dot, replaced, write, hasCome);
        if (register.isEmpty()) {
            registers.remove(key);
        }
        return changed;
    }

    /** Also of a key that is not there, for what a snapshot says of it. */
    Register of(String key) {
        return registers.computeIfAbsent(key, none -> new Register());
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
