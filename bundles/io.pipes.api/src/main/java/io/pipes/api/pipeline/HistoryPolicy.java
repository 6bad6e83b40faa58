// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        public static final Duration SHORTEST = Duration.ofMinutes(1);
        public static final Duration LONGEST = Duration.ofDays(3_650);

        public Window {
            if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0 || length.getNano() != 0) {
                throw new IllegalArgumentException("A window of history has 1 minute to 10 years");
            }
        }

        @Override
        public String text() {
            long seconds = length.toSeconds();
            if (seconds % 86_400 == 0) {
                return seconds / 86_400 + "d";
            }
            if (seconds % 3_600 == 0) {
                return seconds / 3_600 + "h";
            }
            return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        }
    }

    /** As people write it: {@code full}, {@code from-join}, {@code 30d}. */
    String text();

    /** Reads what {@link #text} wrote, and other whole numbers of {@code d}, {@code h}, {@code m} and {@code s}; empty if it is none. */
    static Optional<HistoryPolicy> ofText(String text) {
        if (text.equals(FULL.text())) {
            return Optional.of(FULL);
        }
        return text.equals(FROM_JOIN.text()) ? Optional.of(FROM_JOIN) : window(text);
    }

    private static Optional<HistoryPolicy> window(String text) {
        Matcher parts = Pattern.compile("([1-9][0-9]{0,8})([dhms])").matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        Duration length = switch (parts.group(2)) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofSeconds(count);
        };
        boolean possible = length.compareTo(Window.SHORTEST) >= 0 && length.compareTo(Window.LONGEST) <= 0;
        return possible ? Optional.of(new Window(length)) : Optional.empty();
    }
}
