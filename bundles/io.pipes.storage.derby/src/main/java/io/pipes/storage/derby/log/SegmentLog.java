// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Disk;
import io.pipes.base.DiskFullException;
import io.pipes.base.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log: what was appended is durable when {@link #append} returns, and is found again by where it stands.
 *
 * <p><b>Threads.</b> One thread at a time appends, drops and closes; any number read and scan. All of it blocks.
 *
 * <p><b>Failure.</b> After a failed append nothing of it counts. The next one first restores the file, so it succeeds as soon as the
 * disk does its work again.
 */
public final class SegmentLog implements AutoCloseable {
    /** Part of a batch goes into a record until it has this size, so that reading one entry does not open a huge seal. */
    private static final int RECORD_SIZE = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);

    private final Disk disk;
    private final String folder;
    private final Codecs codecs;
    private final LogOptions options;
    private final DamageListener damage;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final OpenFiles files = new OpenFiles();
    private final GroupBuffer group = new GroupBuffer();
    private final RecordCodec writing;
    private volatile long first = 1;
    private volatile long nextPosition;
    private boolean needsRepair;

    /** What an append has led to. */
    public record Appended(List<Placed> placed, Mark end) {}

    /** Sees records with entries, in the order of the log. */
    @FunctionalInterface
    public interface Reader {
        /** @param upTo the place behind the record */
        void entries(Location location, List<LogEntry> entries, Mark upTo) throws IOException;
    }

    private SegmentLog(Disk disk, String folder, Codecs codecs, LogOptions options, DamageListener damage) {
        this.disk = disk;
        this.folder = folder;
        this.codecs = codecs;
        this.options = options;
        this.damage = damage;
        this.writing = codecs.take();
    }

    /**
     * Opens the log in a folder, empty if there is none. Writes nothing.
     *
     * @param known up to here everything was durable once, as somebody else remembers
     */
    public static SegmentLog open(
            Disk disk, String folder, Codecs codecs, LogOptions options, Mark known, DamageListener damage)
            throws IOException {
        SegmentLog log = new SegmentLog(disk, folder, codecs, options, damage);
        NavigableMap<Long, Segment> found = log.find();
        try {
            log.recover(found, known);
            return log;
        } catch (IOException | RuntimeException e) {
            for (Segment segment : found.values()) {
                segment.retire();
            }
            throw e;
        }
    }

    private void recover(NavigableMap<Long, Segment> found, Mark known) throws IOException {
        for (Segment segment : found.values()) {
            segment.end(segment.fileSize());
            files.used(segment);
            checkBeginning(segment);
        }
        if (!found.isEmpty()) {
            Segment last = found.lastEntry().getValue();
            Tail.find(last, last.number() == known.segment() ? known.end() : 0, damage);
            LogStart start = LogStart.find(found.descendingMap().values(), codecs);
            first = start.isKnown() ? start.first() : found.firstKey();
            nextPosition = start.nextPosition();
            deleteLeftovers(found.headMap(first, false));
            segments.putAll(found.tailMap(first, true));
            needsRepair = true;
            reportMissing();
        }
        reportLostEnd(known);
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

    private NavigableMap<Long, Segment> find() throws IOException {
        NavigableMap<Long, Segment> found = new TreeMap<>();
        for (String name : disk.list(folder)) {
            SegmentFile.number(name).ifPresent(number -> found.put(number, segment(number)));
        }
        return found;
    }

    private void checkBeginning(Segment segment) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentFile.HEADER);
        segment.read(0, bytes);
        if (SegmentFile.check(segment.number(), bytes.flip()) == SegmentFile.Beginning.NEWER) {
            throw new UnreadableLogException(
                    "The store was written by a later version of Pipes. Run that version, or restore a backup.");
        }
    }

    private void reportMissing() {
        for (long number = first; number < segments.lastKey(); number++) {
            if (!segments.containsKey(number)) {
                damage.damaged(number, 0, Integer.MAX_VALUE, "Segment " + number + " is missing.");
            }
        }
    }

    private void reportLostEnd(Mark known) {
        Segment last = segments.isEmpty() ? null : segments.lastEntry().getValue();
        long number = last == null ? 0 : last.number();
        boolean lost =
                known.segment() > number || last != null && known.segment() == number && known.end() > last.end();
        if (lost) {
            damage.damaged(known.segment(), known.end(), Integer.MAX_VALUE, "The log has lost its end.");
        }
    }

    /** Whether this is a place in this very log, so that what was derived up to it need not be derived again. */
    public boolean recognises(Mark mark) throws IOException {
        if (mark.isStart()) {
            return true;
        }
        Segment segment = segments.get(mark.segment());
        int length = mark.end() - mark.record();
        if (segment == null || mark.end() > segment.end() || length > RecordHeader.SIZE + RecordHeader.MAX_BODY + 4) {
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

    /** No entry of the log has this position or a later one, as far as it was read. */
    public long nextPosition() {
        return nextPosition;
    }

    public void atLeastNextPosition(long position) {
        nextPosition = Math.max(nextPosition, position);
    }

    /** Appends batches, each whole or not at all, and returns when they are durable. */
    public Appended append(List<List<LogEntry>> batches) throws IOException {
        Segment active = writable();
        begin(active);
        int groupStart = active.end();
        List<Placed> placed = new ArrayList<>();
        for (List<LogEntry> batch : batches) {
            append(batch, active.number(), groupStart, placed);
        }
        return new Appended(placed, write(active));
    }

    private void append(List<LogEntry> batch, long segment, int groupStart, List<Placed> placed) {
        int from = 0;
        while (from < batch.size()) {
            int to = from + 1;
            int size = batch.get(from).size();
            while (to < batch.size() && size + batch.get(to).size() <= RECORD_SIZE) {
                size += batch.get(to++).size();
            }
            List<LogEntry> part = batch.subList(from, to);
            boolean continues = to < batch.size();
            Location location = writing.encode(new LogRecord.Entries(part), continues, segment, groupStart, group);
            part.forEach(entry -> placed.add(placed(entry, location)));
            from = to;
        }
    }

    /** What the index learns of an entry. */
    public static Placed placed(LogEntry entry, Location location) {
        return new Placed(entry.area(), entry.key(), entry.position(), entry.removed(), location, entry.size());
    }

    /**
     * Drops all segments before this one, which hold nothing any more that is needed. The log says so durably first, because deleted
     * files may be back after a power loss.
     */
    public Mark drop(long newFirst) throws IOException {
        Segment active = writable();
        begin(active);
        writing.encode(new LogRecord.Drop(newFirst), false, active.number(), active.end(), group);
        Mark end = write(active);
        first = newFirst;
        for (Segment segment : List.copyOf(segments.headMap(newFirst).values())) {
            segments.remove(segment.number());
            files.forget(segment);
            segment.delete();
        }
        return end;
    }

    /** Finds out whether the disk takes bytes again. */
    public void probe() throws IOException {
        Segment active = writable();
        reserve(active, active.end() + options.chunk());
    }

    private Segment writable() throws IOException {
        Segment last = segments.isEmpty() ? null : segments.lastEntry().getValue();
        if (last != null && needsRepair) {
            last.repair();
            needsRepair = false;
        }
        if (last != null && last.end() < options.segment()) {
            return last;
        }
        if (last != null) {
            last.finish();
            files.used(last);
        }
        long number = last == null ? first : last.number() + 1;
        Segment next = segment(number);
        segments.put(number, next);
        return next;
    }

    private void begin(Segment active) {
        group.clear();
        if (active.end() == 0) {
            Segment before = segments.get(active.number() - 1);
            SegmentFile.writeHeader(active.number(), group.room(SegmentFile.HEADER));
            LogRecord.Start start = new LogRecord.Start(first, nextPosition, before == null ? 0 : before.end());
            writing.encode(start, false, active.number(), 0, group);
        }
    }

    private Mark write(Segment active) throws IOException {
        ByteBuffer bytes = group.written();
        int end = active.end() + bytes.remaining();
        needsRepair = true;
        reserve(active, end);
        active.append(bytes.duplicate());
        needsRepair = false;
        int start = active.end();
        active.end(end);
        return lastMark(active.number(), start, bytes);
    }

    private void reserve(Segment active, int end) throws IOException {
        if (active.reserved() < end) {
            if (disk.usableBytes() < options.reserve() + options.chunk()) {
                throw new DiskFullException(folder);
            }
            active.reserve((end / options.chunk() + 1L) * options.chunk());
        }
    }

    private static Mark lastMark(long segment, int start, ByteBuffer bytes) {
        int index = start == 0 ? SegmentFile.HEADER : 0;
        while (true) {
            RecordHeader header = RecordHeader.at(bytes, index);
            if (header == null) {
                throw new IllegalStateException("A record was written that cannot be read");
            }
            int next = index + header.totalLength();
            if (next == bytes.limit()) {
                return new Mark(segment, start + next, start + index, header.storedChecksum(bytes, index));
            }
            index = next;
        }
    }

    /** The entries of a record. */
    public List<LogEntry> read(Location location) throws IOException, DamagedRecordException {
        Segment segment = segments.get(location.segment());
        if (segment == null) {
            if (location.segment() >= first && location.segment() <= lastNumber()) {
                throw new DamagedRecordException("the segment is missing");
            }
            throw new SegmentGoneException(location.segment());
        }
        ByteBuffer bytes = ByteBuffer.allocate(location.length());
        segment.read(location.offset(), bytes);
        files.used(segment);
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

    /** Reads everything behind a mark, reporting damage on the way. */
    public void replay(Mark from, Reader reader) throws IOException {
        for (Segment segment : segments.tailMap(from.segment()).values()) {
            int offset = segment.number() == from.segment() ? from.end() : 0;
            scan(segment, offset, reader);
        }
    }

    /** Reads the entries of one segment; nothing if it is gone. */
    public void replay(long number, Reader reader) throws IOException {
        Segment segment = segments.get(number);
        if (segment != null) {
            scan(segment, 0, reader);
        }
    }

    private void scan(Segment segment, int from, Reader reader) throws IOException {
        int start = Math.max(from, SegmentFile.HEADER);
        new SegmentScanner(segment, segment.end()).scan(start, new EntryVisitor(segment, reader));
        if (from == 0 && segment.end() > 0) {
            inspectBeginning(segment);
        }
        files.used(segment);
    }

    /** Reads a segment to find damage. */
    public void verify(long number) throws IOException {
        Segment segment = segments.get(number);
        if (segment != null) {
            scan(segment, 0, (location, entries, upTo) -> {});
        }
    }

    private void inspectBeginning(Segment segment) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentFile.HEADER);
        segment.read(0, bytes);
        if (SegmentFile.check(segment.number(), bytes.flip()) == SegmentFile.Beginning.DAMAGED) {
            damaged(segment, 0, SegmentFile.HEADER);
        }
    }

    private void damaged(Segment segment, int from, int to) {
        damage.damaged(segment.number(), from, to, "Records in segment " + segment.number() + " are damaged.");
    }

    /** Opens what is worth opening. */
    private final class EntryVisitor implements SegmentScanner.Visitor {
        private final Segment segment;
        private final Reader reader;

        EntryVisitor(Segment segment, Reader reader) {
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
                    reader.entries(new Location(segment.number(), offset, header.totalLength()), found.entries(), upTo);
                } else if (record instanceof LogRecord.Start start) {
                    started(start);
                }
            } catch (MalformedException e) {
                damaged(offset, end);
            }
        }

        private void started(LogRecord.Start start) {
            nextPosition = Math.max(nextPosition, start.nextPosition());
            Segment before = segments.get(segment.number() - 1);
            if (before != null && before.end() < start.previousEnd()) {
                SegmentLog.this.damaged(before, before.end(), start.previousEnd());
            }
        }

        @Override
        public void damaged(int offset, int end) {
            SegmentLog.this.damaged(segment, offset, end);
        }
    }

    /** Numbers of the segments, oldest first. */
    public List<Long> numbers() {
        return List.copyOf(segments.keySet());
    }

    /** Bytes of one segment; 0 if it is gone. */
    public long bytes(long number) {
        Segment segment = segments.get(number);
        return segment == null ? 0 : segment.end();
    }

    /** Bytes of all segments. */
    public long bytes() {
        return segments.values().stream().mapToLong(Segment::end).sum();
    }

    private long lastNumber() {
        return segments.isEmpty() ? 0 : segments.lastKey();
    }

    private Segment segment(long number) {
        return new Segment(number, disk, folder + "/" + SegmentFile.name(number));
    }

    /** Closes all files. What was appended is durable anyway. */
    @Override
    public void close() throws IOException {
        for (Segment segment : segments.values()) {
            segment.retire();
        }
    }
}
