// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of policies, from a minute to ten years, as people write them: {@code 30d}, {@code 8h}, {@code 15m}, {@code 90s}. */
final class Durations {
    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofDays(3_650);

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})([dhms])");

    private Durations() {}

    /** Whether it has whole seconds, and neither too few nor too many. */
    static boolean areBounded(Duration length) {
        return length.compareTo(SHORTEST) >= 0 && length.compareTo(LONGEST) <= 0 && length.getNano() == 0;
    }

    static String text(Duration length) {
        long seconds = length.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** Empty if it is none, or not within the bounds. */
    static Optional<Duration> ofText(String text) {
        Matcher parts = TEXT.matcher(text);
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
        return areBounded(length) ? Optional.of(length) : Optional.empty();
    }
}
