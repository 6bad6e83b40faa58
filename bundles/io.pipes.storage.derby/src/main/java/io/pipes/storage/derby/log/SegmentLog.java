// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Disk;
import io.pipes.base.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
    private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);

    /** Part of a batch goes into a record until it has this size, so that reading one entry does not open a huge seal. */
    private static final int RECORD_SIZE = 64 << 10;

    private final Disk disk;
    private final LogOptions options;
    private final Segments segments;
    private final LogForm form;
    private final LogReading reading;
    private final RecordCodec writing;
    private final GroupBuffer group = new GroupBuffer();
    private volatile long nextPosition;
    private List<String> news = List.of();
    private boolean needsRepair = true;

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
        this.options = options;
        segments = new Segments(disk, folder);
        form = new LogForm(disk, folder);
        reading = new LogReading(segments, codecs, damage, this::atLeastNextPosition);
        writing = codecs.take();
    }

    /**
     * Opens the log in a folder, empty if there is none. Writes nothing but what brings a log of an earlier form up to date.
     *
     * @param known up to here everything was durable once, as somebody else remembers
     */
    public static SegmentLog open(
            Disk disk, String folder, Codecs codecs, LogOptions options, Mark known, DamageListener damage)
            throws IOException {
        SegmentLog log = new SegmentLog(disk, folder, codecs, options, damage);
        log.form.read();
        Mark durable = log.form.durable().isBehind(known) ? log.form.durable() : known;
        log.atLeastNextPosition(new LogOpening(log.segments, codecs, durable, damage).open());
        if (log.segments.last() != null) {
            log.news = FormSteps.take(log.form, log.segments, folder);
        }
        return log;
    }

    /** Takes away what stands beside the log in a folder, whose files are deleted already. */
    public static void forget(Disk disk, String folder) throws IOException {
        LogForm.delete(disk, folder);
    }

    /** What had to be done to it when it was opened, as sentences for an operator. */
    public List<String> news() {
        return news;
    }

    /** Whether this is a place in this very log, so that what was derived up to it need not be derived again. */
    public boolean recognises(Mark mark) throws IOException {
        return reading.recognises(mark);
    }

    /** No entry of the log has this position or a later one, as far as it was read. */
    public long nextPosition() {
        return nextPosition;
    }

    /** Called by whoever reads or writes, one at a time. */
    public void atLeastNextPosition(long position) {
        synchronized (segments) {
            nextPosition = Math.max(nextPosition, position);
        }
    }

    /** Appends batches, each whole or not at all, and returns when they are durable. */
    public Appended append(List<List<LogEntry>> batches) throws IOException {
        Segment active = begin();
        List<Placed> placed = new ArrayList<>();
        for (List<LogEntry> batch : batches) {
            encode(batch, active, placed);
        }
        return new Appended(placed, write(active));
    }

    private void encode(List<LogEntry> batch, Segment active, List<Placed> placed) {
        int from = 0;
        while (from < batch.size()) {
            int to = endOfRecord(batch, from);
            List<LogEntry> part = batch.subList(from, to);
            boolean continues = to < batch.size();
            Location location =
                    writing.encode(new LogRecord.Entries(part), continues, active.number(), active.end(), group);
            part.forEach(entry -> placed.add(placed(entry, location)));
            from = to;
        }
    }

    private static int endOfRecord(List<LogEntry> batch, int from) {
        int to = from + 1;
        int size = batch.get(from).size();
        while (to < batch.size() && size + batch.get(to).size() <= RECORD_SIZE) {
            size += batch.get(to).size();
            to++;
        }
        return to;
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
        Segment active = begin();
        writing.encode(new LogRecord.Drop(newFirst), false, active.number(), active.end(), group);
        Mark end = write(active);
        segments.dropBefore(newFirst);
        return end;
    }

    /** Finds out whether the disk takes bytes again. */
    public void probe() throws IOException {
        Segment active = writable();
        reserve(active, active.end() + options.chunk());
    }

    /** Begins a group, with the segment's own beginning if there is nothing in it yet. */
    private Segment begin() throws IOException {
        Segment active = writable();
        group.clear();
        if (active.end() == 0) {
            Segment before = segments.get(active.number() - 1);
            SegmentFile.writeHeader(active.number(), group.room(SegmentFile.HEADER));
            int previousEnd = before == null ? 0 : before.end();
            LogRecord.Start start = new LogRecord.Start(segments.first(), nextPosition, previousEnd);
            writing.encode(start, false, active.number(), 0, group);
        }
        return active;
    }

    private Segment writable() throws IOException {
        Segment last = segments.last();
        if (last == null) {
            form.write(LogForm.CURRENT, Mark.START);
            return segments.add();
        }
        settle(last);
        if (last.end() < options.segment()) {
            return last;
        }
        last.finish();
        segments.used(last);
        return segments.add();
    }

    /** What was read at the opening, or left by a failed append, may be in memory only. */
    private void settle(Segment last) throws IOException {
        if (needsRepair) {
            last.repair();
            forgetLostEnd();
            needsRepair = false;
        }
    }

    /** Where the log has lost its end, which was told, it goes on from what is left. */
    private void forgetLostEnd() throws IOException {
        if (form.durable().isBehind(segments.end())) {
            form.write(form.number(), segments.end());
        }
    }

    private Mark write(Segment active) throws IOException {
        ByteBuffer bytes = group.written();
        int start = active.end();
        int end = start + bytes.remaining();
        needsRepair = true;
        reserve(active, end);
        active.append(bytes.duplicate());
        needsRepair = false;
        active.end(end);
        return lastMark(active.number(), start, bytes);
    }

    private void reserve(Segment active, int end) throws IOException {
        if (active.reserved() < end) {
            if (disk.usableBytes() < options.reserve() + options.chunk()) {
                throw new DiskFullException("segment " + active.number());
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
        return reading.read(location);
    }

    /** Reads everything behind a mark, reporting damage on the way. */
    public void replay(Mark from, Reader reader) throws IOException {
        for (Segment segment : segments.from(from.segment())) {
            reading.scan(segment, segment.number() == from.segment() ? from.end() : 0, reader);
        }
    }

    /** Reads the entries of one segment, reporting damage on the way; nothing if it is gone. */
    public void replay(long number, Reader reader) throws IOException {
        Segment segment = segments.get(number);
        if (segment != null) {
            reading.scan(segment, 0, reader);
        }
    }

    /** Reads a segment to find damage. */
    public void verify(long number) throws IOException {
        replay(number, (location, entries, upTo) -> {});
    }

    /** Numbers of the segments, oldest first. */
    public List<Long> numbers() {
        return segments.numbers();
    }

    /** Bytes of one segment; 0 if it is gone. */
    public long bytes(long number) {
        Segment segment = segments.get(number);
        return segment == null ? 0 : segment.end();
    }

    /** Bytes of all segments. */
    public long bytes() {
        return segments.bytes();
    }

    /** Says where the log ends and closes all files. What was appended is durable anyway. */
    @Override
    public void close() throws IOException {
        try {
            noteEnd();
        } finally {
            segments.close();
        }
    }

    /** Only what follows the note written last could be lost unnoticed, so it is no trouble if this one cannot be written. */
    private void noteEnd() {
        if (form.number() < LogForm.CURRENT) {
            return;
        }
        try {
            Segment last = segments.last();
            if (last != null) {
                settle(last);
            }
            form.write(form.number(), segments.end());
        } catch (IOException e) {
            LOG.debug("The end of the log could not be noted", e);
        }
    }
}
