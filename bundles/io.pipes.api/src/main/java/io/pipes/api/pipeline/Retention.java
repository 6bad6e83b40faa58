// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a persistent pipeline is kept. What is older by the hybrid clocks of those who wrote it is dropped on all nodes, within about
 * a minute, and is not given to those who join.
 */
public sealed interface Retention {
    Retention ALL = new All();

    /** Everything. */
    record All() implements Retention {
        @Override
        public String text() {
            return "all";
        }
    }

    /**
     * The newest packets; one has one or more messages, those that were published while others waited.
     *
     * @param count at least 1
     */
    record Packets(long count) implements Retention {
        public Packets {
            if (count < 1) {
                throw new IllegalArgumentException("At least one packet is kept");
            }
        }

        @Override
        public String text() {
            return Long.toString(count);
        }
    }

    /**
     * What is not older than this.
     *
     * @param length 1 minute to 10 years, in whole seconds
     */
    record Age(Duration length) implements Retention {
        public Age {
            if (!Durations.areBounded(length)) {
                throw new IllegalArgumentException("What is kept for a time is kept for 1 minute to 10 years");
            }
        }

        @Override
        public String text() {
            return Durations.text(length);
        }
    }

    /**
     * The newest packets that have not more bytes together, as they travel.
     *
     * @param bytes at least 1,000
     */
    record Size(long bytes) implements Retention {
        public static final long SMALLEST = 1_000;

        public Size {
            if (bytes < SMALLEST) {
                throw new IllegalArgumentException("At least a thousand bytes are kept");
            }
        }

        @Override
        public String text() {
            if (bytes % 1_000_000_000 == 0) {
                return bytes / 1_000_000_000 + "GB";
            }
            return bytes % 1_000_000 == 0 ? bytes / 1_000_000 + "MB" : bytes / 1_000 + "kB";
        }
    }

    /**
     * The latest message of each key, and all that have none. What a later message replaces goes on all nodes that can read it, once the
     * later one has been there for a while; of what is left others cannot see that it was there. The later one is the one that comes later
     * in order of display. A message without content is a message like others: it says, as long as nobody says otherwise, that there is
     * nothing any more.
     *
     * @param grace how long what is replaced stays beside what replaces it: nothing, or 1 minute to 10 years, in whole seconds
     */
    record Latest(Duration grace) implements Retention {
        private static final String NAME = "latest";

        public Latest {
            if (!grace.isZero() && !Durations.areBounded(grace)) {
                throw new IllegalArgumentException("What is replaced stays for 1 minute to 10 years, or not at all");
            }
        }

        @Override
        public String text() {
            return grace.isZero() ? NAME : NAME + ":" + Durations.text(grace);
        }

        private static Optional<Retention> read(String text) {
            if (text.equals(NAME)) {
                return Optional.of(new Latest(Duration.ZERO));
            }
            return text.startsWith(NAME + ":")
                    ? Durations.ofText(text.substring(NAME.length() + 1)).map(Latest::new)
                    : Optional.empty();
        }
    }

    /** As people write it: {@code all}, {@code 1000}, {@code 30d}, {@code 500MB}, {@code latest}, {@code latest:1h}. */
    String text();

    /** Reads what {@link #text} wrote; empty if it is none. */
    static Optional<Retention> ofText(String text) {
        if (text.equals(ALL.text())) {
            return Optional.of(ALL);
        }
        if (text.startsWith(Latest.NAME)) {
            return Latest.read(text);
        }
        Matcher parts = Pattern.compile("([1-9][0-9]{0,8})(kB|MB|GB)?").matcher(text);
        if (!parts.matches()) {
            return Durations.ofText(text).map(Age::new);
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(parts.group(2) == null ? new Packets(count) : new Size(count * unit(parts.group(2))));
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "kB" -> 1_000;
            case "MB" -> 1_000_000;
            default -> 1_000_000_000;
        };
    }
}
