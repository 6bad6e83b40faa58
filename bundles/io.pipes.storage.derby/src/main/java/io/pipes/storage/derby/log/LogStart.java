// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;

/** Reads from the newest segments which one the log begins with, and finds out whether the key fits. */
final class LogStart implements SegmentScanner.Visitor {
    private final Codecs codecs;
    private long segment;
    private long first = 1;
    private long nextPosition;
    private boolean opened;
    private boolean refused;

    private LogStart(Codecs codecs) {
        this.codecs = codecs;
    }

    static LogStart find(Collection<Segment> newestFirst, Codecs codecs) throws IOException {
        LogStart start = new LogStart(codecs);
        for (Segment segment : newestFirst) {
            start.segment = segment.number();
            new SegmentScanner(segment, segment.end()).scan(Math.min(segment.end(), SegmentFile.HEADER), start);
            if (start.opened) {
                return start;
            }
        }
        if (start.refused) {
            throw new UnreadableLogException("The store is sealed with another key. "
                    + "Restore the keys that belong to it, or move the store's directory away to begin anew.");
        }
        return start;
    }

    /** Whether any segment could say where the log begins. */
    boolean isKnown() {
        return opened;
    }

    long first() {
        return first;
    }

    long nextPosition() {
        return nextPosition;
    }

    @Override
    public void record(RecordHeader header, int offset, ByteBuffer bytes, int index) {
        if (header.kind() == RecordKind.ENTRIES) {
            return;
        }
        RecordCodec codec = codecs.take();
        try {
            LogRecord record = codec.decode(segment, offset, bytes, index);
            opened = true;
            if (record instanceof LogRecord.Start begin) {
                first = Math.max(first, begin.first());
                nextPosition = Math.max(nextPosition, begin.nextPosition());
            } else if (record instanceof LogRecord.Drop drop) {
                first = Math.max(first, drop.first());
            }
        } catch (MalformedException e) {
            refused = true;
        } finally {
            codecs.giveBack(codec);
        }
    }

    @Override
    public void damaged(int offset, int end) {
        // Whoever recovers the segment reports it.
    }
}
