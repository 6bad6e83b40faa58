// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import java.time.Duration;

/**
 * How letters are held.
 *
 * @param holders how many other members are asked to hold a letter of this node, 0 to 16
 * @param lifetime how long a letter of this node waits before it is given up, and how long one of others is held here at most: one hour to
 *     one year
 * @param roomBytes how many bytes of others' letters this node holds at most; 0 for none
 */
public record HeldRules(int holders, Duration lifetime, long roomBytes) {
    static final int MOST_HOLDERS = 16;
    static final Duration SHORTEST = Duration.ofHours(1);
    static final Duration LONGEST = Duration.ofDays(365);

    public static final HeldRules DEFAULT = new HeldRules(3, Duration.ofDays(30), 256L << 20);

    public HeldRules {
        if (holders < 0 || holders > MOST_HOLDERS) {
            throw new IllegalArgumentException("holders is 0 to " + MOST_HOLDERS + ", not " + holders);
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a letter lives for one hour to one year, not " + lifetime);
        }
        if (roomBytes < 0) {
            throw new IllegalArgumentException("the room for others' letters is not negative");
        }
    }
}
