// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads texts that mostly are the same as the one before, and then need not be read again. For one thread at a time. */
final class LastValue<T> {
    private final Function<String, T> read;
    private String text = "";
    private @Nullable T last;

    /** @param read throws for what it cannot read, which then leaves no trace */
    LastValue(Function<String, T> read) {
        this.read = read;
    }

    T of(String next) {
        T known = last;
        if (known == null || !next.equals(text)) {
            known = read.apply(next);
            last = known;
            text = next;
        }
        return known;
    }
}
