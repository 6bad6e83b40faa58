// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * What a member who joins may read of what a persistent pipeline held before. All members keep all of it; the policy decides which keys a
 * newcomer is given.
 */
public sealed interface HistoryPolicy {
    HistoryPolicy FULL = new Full();
    HistoryPolicy FROM_JOIN = new FromJoin();

    /** All of it. */
    record Full() implements HistoryPolicy {
        @Override
        public String text() {
            return "full";
        }
    }

    /** Nothing. */
    record FromJoin() implements HistoryPolicy {
        @Override
        public String text() {
            return "from-join";
        }
    }

    /**
     * What was published lately, and nothing older. Keys change an eighth of this apart while somebody publishes, so it may be that much less.
     *
     * @param length 1 minute to 10 years, in whole seconds
     */
    record Window(Duration length) implements HistoryPolicy {
        public static final Duration SHORTEST = Durations.SHORTEST;
        public static final Duration LONGEST = Durations.LONGEST;

        public Window {
            if (!Durations.areBounded(length)) {
                throw new IllegalArgumentException("A window of history has 1 minute to 10 years");
            }
        }

        @Override
        public String text() {
            return Durations.text(length);
        }
    }

    /** As people write it: {@code full}, {@code from-join}, {@code 30d}. */
    String text();

    /** Reads what {@link #text} wrote, and other whole numbers of {@code d}, {@code h}, {@code m} and {@code s}; empty if it is none. */
    static Optional<HistoryPolicy> ofText(String text) {
        if (text.equals(FULL.text())) {
            return Optional.of(FULL);
        }
        return text.equals(FROM_JOIN.text())
                ? Optional.of(FROM_JOIN)
                : Durations.ofText(text).map(Window::new);
    }
}
