// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;

/** Opens records: single ones by where they stand, or all of them in order. Any number of threads. */
final class LogReading {
    private final Segments segments;
    private final Codecs codecs;
    private final DamageListener damage;
    private final LongConsumer nextPosition;

    /** @param nextPosition hears of positions that no entry before had reached */
    LogReading(Segments segments, Codecs codecs, DamageListener damage, LongConsumer nextPosition) {
        this.segments = segments;
        this.codecs = codecs;
        this.damage = damage;
        this.nextPosition = nextPosition;
    }

    List<LogEntry> read(Location location) throws IOException, DamagedRecordException {
        Segment segment = segments.get(location.segment());
        if (segment == null) {
            if (segments.covers(location.segment())) {
                throw new DamagedRecordException("the segment is missing");
            }
            throw new SegmentGoneException(location.segment());
        }
        ByteBuffer bytes = ByteBuffer.allocate(location.length());
        segment.read(location.offset(), bytes);
        segments.used(segment);
        return entries(location, bytes.flip());
    }

    private List<LogEntry> entries(Location location, ByteBuffer bytes) throws DamagedRecordException {
        try {
            LogRecord record = decode(location.segment(), location.offset(), bytes, 0);
            if (record instanceof LogRecord.Entries entries) {
                return entries.entries();
            }
            throw new DamagedRecordException("the record has no entries");
        } catch (MalformedException e) {
            throw new DamagedRecordException(e.reason());
        }
    }

    private LogRecord decode(long segment, int offset, ByteBuffer bytes, int index) throws MalformedException {
        RecordCodec codec = codecs.take();
        try {
            return codec.decode(segment, offset, bytes, index);
        } finally {
            codecs.giveBack(codec);
        }
    }

    /** Whether the mark is a place in this very log. */
    boolean recognises(Mark mark) throws IOException {
        if (mark.isStart()) {
            return true;
        }
        Segment segment = segments.get(mark.segment());
        int length = mark.end() - mark.record();
        if (segment == null || mark.end() > segment.end() || length < 0 || length > RecordHeader.MAX_LENGTH) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        segment.read(mark.record(), bytes);
        RecordHeader header = RecordHeader.at(bytes.flip(), 0);
        return header != null
                && header.totalLength() == length
                && header.bodyIsWhole(bytes, 0)
                && header.storedChecksum(bytes, 0) == mark.checksum();
    }

    void scan(Segment segment, int from, SegmentLog.Reader reader) throws IOException {
        int start = Math.max(from, SegmentFile.HEADER);
        new SegmentScanner(segment, segment.end()).scan(start, new EntryVisitor(segment, reader));
        if (from == 0 && segment.end() > 0) {
            inspectBeginning(segment);
        }
        segments.used(segment);
    }

    private void inspectBeginning(Segment segment) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentFile.HEADER);
        segment.read(0, bytes);
        if (SegmentFile.check(segment.number(), bytes.flip()) == SegmentFile.Beginning.DAMAGED) {
            report(segment, 0, SegmentFile.HEADER);
        }
    }

    private void report(Segment segment, int from, int to) {
        damage.damaged(segment.number(), from, to, "Records in segment " + segment.number() + " are damaged.");
    }

    /** Opens every record and passes entries on. */
    private final class EntryVisitor implements SegmentScanner.Visitor {
        private final Segment segment;
        private final SegmentLog.Reader reader;

        EntryVisitor(Segment segment, SegmentLog.Reader reader) {
            this.segment = segment;
            this.reader = reader;
        }

        @Override
        public void record(RecordHeader header, int offset, ByteBuffer bytes, int index) throws IOException {
            int end = offset + header.totalLength();
            try {
                LogRecord record = decode(segment.number(), offset, bytes, index);
                if (record instanceof LogRecord.Entries found) {
                    Mark upTo = new Mark(segment.number(), end, offset, header.storedChecksum(bytes, index));
                    Location location = new Location(segment.number(), offset, header.totalLength());
                    reader.entries(location, found.entries(), upTo);
                } else if (record instanceof LogRecord.Start start) {
                    started(start);
                }
            } catch (MalformedException e) {
                damaged(offset, end);
            }
        }

        private void started(LogRecord.Start start) {
            nextPosition.accept(start.nextPosition());
            Segment before = segments.get(segment.number() - 1);
            if (before != null && before.end() < start.previousEnd()) {
                report(before, before.end(), start.previousEnd());
            }
        }

        @Override
        public void damaged(int offset, int end) {
            report(segment, offset, end);
        }
    }
}
