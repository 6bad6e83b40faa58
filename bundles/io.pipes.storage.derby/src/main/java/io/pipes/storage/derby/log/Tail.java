// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out where the last segment ends. Only one group at a time is on its way to the medium, and each record names the offset of its
 * group: so what is damaged before the last group was durable once and is reported, what is damaged within it is a torn write and cut
 * off, together with the rest of its batch and all that follows.
 */
final class Tail implements SegmentScanner.Visitor {
    private record Found(int offset, int end, boolean continues) {}

    private record Damage(int offset, int end) {}

    private final List<Found> records = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private int lastGroup;

    private Tail() {}

    /**
     * Sets the segment's end and reports damage.
     *
     * @param durable offset up to which the index knows that everything was durable
     */
    static void find(Segment segment, int durable, DamageListener listener) throws IOException {
        Tail tail = new Tail();
        int size = segment.fileSize();
        new SegmentScanner(segment, size).scan(Math.min(size, SegmentFile.HEADER), tail);
        int settled = Math.max(tail.lastGroup, durable);
        segment.end(tail.cut(settled, size));
        tail.report(segment, settled, listener);
    }

    @Override
    public void record(RecordHeader header, int offset, ByteBuffer bytes, int index) {
        records.add(new Found(offset, offset + header.totalLength(), header.continues()));
        lastGroup = header.group();
    }

    @Override
    public void damaged(int offset, int end) {
        damages.add(new Damage(offset, end));
    }

    private int cut(int settled, int size) {
        int end = records.isEmpty() ? 0 : records.get(records.size() - 1).end();
        for (Damage damage : damages) {
            if (damage.end > settled) {
                end = Math.max(settled, damage.offset);
                break;
            }
        }
        end = Math.min(end, size);
        return end <= SegmentFile.HEADER ? 0 : withoutHalfBatch(end, settled);
    }

    private int withoutHalfBatch(int cut, int settled) {
        int end = cut;
        for (int i = records.size() - 1; i >= 0; i--) {
            Found record = records.get(i);
            if (record.end <= end) {
                if (record.end < end || !record.continues || record.offset < settled) {
                    break;
                }
                end = record.offset;
            }
        }
        return end;
    }

    private void report(Segment segment, int settled, DamageListener listener) {
        for (Damage damage : damages) {
            if (damage.offset < settled) {
                listener.damaged(
                        segment.number(),
                        damage.offset,
                        Math.min(damage.end, segment.end()),
                        "Records in segment " + segment.number() + " are damaged.");
            }
        }
    }
}
