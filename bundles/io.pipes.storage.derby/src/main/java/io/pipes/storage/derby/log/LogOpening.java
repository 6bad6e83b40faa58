// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out, without writing, which segments belong to the log and where it ends. */
final class LogOpening {
    private static final Logger LOG = LoggerFactory.getLogger(LogOpening.class);

    private final Segments segments;
    private final Codecs codecs;
    private final Mark known;
    private final DamageListener damage;

    LogOpening(Segments segments, Codecs codecs, Mark known, DamageListener damage) {
        this.segments = segments;
        this.codecs = codecs;
        this.known = known;
        this.damage = damage;
    }

    /** Returns the position that no entry had when the last segment began, nor a later one. */
    long open() throws IOException {
        NavigableMap<Long, Segment> found = segments.find();
        try {
            return open(found);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : found.values()) {
                segment.retire();
            }
            throw e;
        }
    }

    private long open(NavigableMap<Long, Segment> found) throws IOException {
        for (Segment segment : found.values()) {
            segment.end(segment.fileSize());
            segments.used(segment);
            checkBeginning(segment);
        }
        long nextPosition = found.isEmpty() ? 0 : adopt(found);
        reportLostEnd();
        return nextPosition;
    }

    private long adopt(NavigableMap<Long, Segment> found) throws IOException {
        Segment last = found.lastEntry().getValue();
        Tail.find(last, last.number() == known.segment() ? known.end() : 0, damage);
        LogStart start = LogStart.find(found.descendingMap().values(), codecs);
        long first = start.isKnown() ? start.first() : found.firstKey();
        deleteLeftovers(found.headMap(first, false));
        segments.adopt(first, found.tailMap(first, true));
        for (long number = first; number < last.number(); number++) {
            if (!found.containsKey(number)) {
                damage.damaged(number, 0, Integer.MAX_VALUE, "Segment " + number + " is missing.");
            }
        }
        return start.nextPosition();
    }

    private static void checkBeginning(Segment segment) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentFile.HEADER);
        segment.read(0, bytes);
        if (SegmentFile.check(segment.number(), bytes.flip()) == SegmentFile.Beginning.NEWER) {
            throw UnreadableLogException.later();
        }
    }

    /** If that fails, they are found again at the next start. */
    private static void deleteLeftovers(NavigableMap<Long, Segment> leftovers) {
        for (Segment leftover : leftovers.values()) {
            try {
                leftover.delete();
            } catch (IOException e) {
                LOG.debug("A segment that is not needed any more could not be deleted", e);
            }
        }
    }

    private void reportLostEnd() {
        Segment last = segments.last();
        long number = last == null ? 0 : last.number();
        int end = last == null ? 0 : last.end();
        if (known.segment() > number || known.segment() == number && known.end() > end) {
            damage.damaged(known.segment(), known.end(), Integer.MAX_VALUE, "The log has lost its end.");
        }
    }
}
