// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.log.DamageListener;
import io.pipes.storage.derby.log.Location;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damaged parts of the log: counted once each, told, and taken out of the index, so that nobody stumbles over them again. The bytes stay
 * where they are until their segment is dropped.
 */
final class Quarantine implements DamageListener {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final int SENTENCES = 10;

    private final String store;
    private final Set<Place> known = new HashSet<>();
    private final Deque<Range> toForget = new ArrayDeque<>();
    private final List<String> sentences = new ArrayList<>();

    private record Place(long segment, int offset) {}

    private record Range(long segment, int offset, int end) {}

    Quarantine(String store) {
        this.store = store;
    }

    @Override
    public synchronized void damaged(long segment, int offset, int end, String sentence) {
        if (known.add(new Place(segment, offset))) {
            toForget.add(new Range(segment, offset, end));
            LOG.warn("Store {}: {} Segment {}, offset {}", store, sentence, segment, offset);
            if (sentences.size() < SENTENCES && !sentences.contains(sentence)) {
                sentences.add(sentence);
            }
        }
    }

    void damaged(Location location) {
        damaged(
                location.segment(),
                location.offset(),
                location.offset() + location.length(),
                "Records in segment " + location.segment() + " are damaged.");
    }

    /** Takes what was found out of the index. Not to be called by whoever reports damage while the index is being made. */
    void settle(LiveIndex index) throws IOException {
        for (Range range = next(); range != null; range = next()) {
            index.forget(range.segment, range.offset, range.end);
        }
    }

    private synchronized @Nullable Range next() {
        return toForget.poll();
    }

    synchronized long count() {
        return known.size();
    }

    synchronized List<String> sentences() {
        return List.copyOf(sentences);
    }
}
