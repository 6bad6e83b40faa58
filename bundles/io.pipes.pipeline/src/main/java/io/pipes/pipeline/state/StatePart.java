// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.state.StateKind;
import java.util.Comparator;

/** Which map, counter or set of a pipeline. */
record StatePart(StateKind kind, String name) implements Comparable<StatePart> {
    private static final Comparator<StatePart> ORDER =
            Comparator.comparing(StatePart::kind).thenComparing(StatePart::name);

    @Override
    public int compareTo(StatePart other) {
        return ORDER.compare(this, other);
    }
}
