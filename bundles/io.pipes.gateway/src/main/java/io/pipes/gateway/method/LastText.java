// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes values that mostly are the same as the one before, and then need not be written again. For one thread at a time. */
final class LastText<T> {
    private final Function<T, String> write;
    private @Nullable T last;
    private String text = "";

    LastText(Function<T, String> write) {
        this.write = write;
    }

    String of(T value) {
        if (!value.equals(last)) {
            text = write.apply(value);
            last = value;
        }
        return text;
    }
}
