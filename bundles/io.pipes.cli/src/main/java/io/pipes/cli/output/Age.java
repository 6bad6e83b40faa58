// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in its largest unit: nobody counts the minutes of a day. */
final class Age {
    private Age() {}

    /** @param time RFC 3339; anything else stays as it is */
    static String between(String time, Instant now) {
        try {
            return text(Duration.between(Instant.parse(time), now));
        } catch (DateTimeException unknown) {
            return time;
        }
    }

    private static String text(Duration age) {
        if (age.toSeconds() < 60) {
            // Clocks that were set back make no sense of what was seen before.
            return Math.max(0, age.toSeconds()) + " s ago";
        } else if (age.toMinutes() < 60) {
            return age.toMinutes() + " m ago";
        }
        return age.toHours() < 24 ? age.toHours() + " h ago" : age.toDays() + " d ago";
    }
}
