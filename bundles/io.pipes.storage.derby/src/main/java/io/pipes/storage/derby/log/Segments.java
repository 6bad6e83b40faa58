// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Disk;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The segments of one log by their numbers. Any thread may look; only the writer adds and drops. */
final class Segments {
    private final Disk disk;
    private final String folder;
    private final ConcurrentSkipListMap<Long, Segment> byNumber = new ConcurrentSkipListMap<>();
    private final OpenFiles files = new OpenFiles();
    private volatile long first = 1;

    Segments(Disk disk, String folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** What is in the folder, whether it belongs to the log or not. */
    NavigableMap<Long, Segment> find() throws IOException {
        NavigableMap<Long, Segment> found = new TreeMap<>();
        for (String name : disk.list(folder)) {
            SegmentFile.number(name).ifPresent(number -> found.put(number, make(number)));
        }
        return found;
    }

    private Segment make(long number) {
        return new Segment(number, disk, folder + "/" + SegmentFile.name(number));
    }

    /** Begins with what was found. */
    void adopt(long theFirst, NavigableMap<Long, Segment> found) {
        first = theFirst;
        byNumber.putAll(found);
    }

    /** The oldest segment that belongs to the log, also if its file is missing. */
    long first() {
        return first;
    }

    @Nullable
    Segment last() {
        return byNumber.isEmpty() ? null : byNumber.lastEntry().getValue();
    }

    /** Behind the last byte of the log, as far as is known. It recognises nothing. */
    Mark end() {
        Segment last = last();
        return last == null ? Mark.START : new Mark(last.number(), last.end(), 0, 0);
    }

    @Nullable
    Segment get(long number) {
        return byNumber.get(number);
    }

    /** Whether a segment of this number should be there. */
    boolean covers(long number) {
        Segment last = last();
        return number >= first && last != null && number <= last.number();
    }

    Collection<Segment> from(long number) {
        return byNumber.tailMap(number).values();
    }

    List<Long> numbers() {
        return List.copyOf(byNumber.keySet());
    }

    long bytes() {
        return byNumber.values().stream().mapToLong(Segment::end).sum();
    }

    Segment add() {
        Segment last = last();
        Segment next = make(last == null ? first : last.number() + 1);
        byNumber.put(next.number(), next);
        return next;
    }

    /** Deletes the files of all segments before this one. */
    void dropBefore(long newFirst) throws IOException {
        first = newFirst;
        for (Segment segment : List.copyOf(byNumber.headMap(newFirst).values())) {
            byNumber.remove(segment.number());
            files.forget(segment);
            segment.delete();
        }
    }

    /** Notes that a segment's file was used, so that those of others may be closed. */
    void used(Segment segment) throws IOException {
        files.used(segment);
    }

    void close() throws IOException {
        for (Segment segment : byNumber.values()) {
            segment.retire();
        }
    }
}
