// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import java.util.List;

/** Reads a set out of its registers: an element is in it as long as an addition stands that nobody has removed who saw it. */
final class SetState {
    private final Registers registers;

    SetState(Registers registers) {
        this.registers = registers;
    }

    boolean contains(String element) {
        return !registers.writes(element).isEmpty();
    }

    List<String> elements() {
        return registers.keys().stream().filter(this::contains).toList();
    }
}
