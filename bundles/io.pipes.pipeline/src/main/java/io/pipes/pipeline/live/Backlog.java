// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.spi.node.Exchange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Bytes whose signatures are being checked, by the peer that sent them. While all of it is too much, peers that have more than their share
 * in it are held back, so that one who floods does not silence the others.
 */
final class Backlog {
    /** Above it shares count. */
    static final long MUCH = 4 << 20;

    /** Above it everybody who sends is held back. */
    static final long TOO_MUCH = 16 << 20;

    static final long SHARE = 256 << 10;

    private final Map<Exchange, Long> bytes = new HashMap<>();
    private final Set<Exchange> paused = new HashSet<>();
    private long all;

    void begun(Exchange from, int size) {
        all += size;
        long own = bytes.merge(from, (long) size, Long::sum);
        if ((all > TOO_MUCH || all > MUCH && own > SHARE) && paused.add(from)) {
            from.pause();
        }
    }

    void done(Exchange from, int size) {
        all -= size;
        bytes.computeIfPresent(from, (same, before) -> before == size ? null : before - size);
        if (!paused.isEmpty()) {
            resume();
        }
    }

    private void resume() {
        for (Exchange one : Set.copyOf(paused)) {
            if (all <= MUCH || all <= TOO_MUCH && bytes.getOrDefault(one, 0L) <= SHARE) {
                paused.remove(one);
                one.resume();
            }
        }
    }

    /** The peer has gone; what it sent is still being checked. */
    void closed(Exchange gone) {
        paused.remove(gone);
    }
}
