// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.time.Duration;
import java.util.Optional;

/** How long a pipeline's key is used for what is published, before there is a fresh one. */
public sealed interface Rotation {
    Rotation NEVER = new Never();

    /** As long as nobody has to be shut out. */
    record Never() implements Rotation {
        @Override
        public String text() {
            return "never";
        }
    }

    /**
     * At most this long. Whoever publishes then makes a fresh one, so an idle pipeline costs nothing.
     *
     * @param length 1 minute to 10 years, in whole seconds
     */
    record Every(Duration length) implements Rotation {
        public Every {
            if (!Durations.areBounded(length)) {
                throw new IllegalArgumentException("A key lasts 1 minute to 10 years");
            }
        }

        @Override
        public String text() {
            return Durations.text(length);
        }
    }

    /** As people write it: {@code never}, {@code 7d}. */
    String text();

    /** Reads what {@link #text} wrote, and other whole numbers of {@code d}, {@code h}, {@code m} and {@code s}; empty if it is none. */
    static Optional<Rotation> ofText(String text) {
        return text.equals(NEVER.text())
                ? Optional.of(NEVER)
                : Durations.ofText(text).map(Every::new);
    }
}
