// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.MalformedException;
import io.pipes.node.wire.Records;
import io.pipes.spi.transport.Connection;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The sealed records of a lane that the other side has not confirmed, in order, and how far they were put on the present connection.
 * Records are sealed right into the memory they are kept in, so keeping them costs no copy; on another connection the same bytes go
 * again.
 */
final class Unconfirmed {
    /** How much may be kept, in bytes; from then on nothing is sealed until the other side confirms. */
    static final int LIMIT = 8 << 20;

    /** What may be kept beyond that of records that the link itself needs, such as acknowledgements. */
    private static final int SPARE = 64 << 10;

    private final ChunkPool pool;
    private @Nullable Chunk head;
    private @Nullable Chunk tail;

    /** Where the next record for the connection lies; null when all were put there. */
    private @Nullable Chunk at;

    private int atOffset;

    private long first;
    private long written;
    private long everWritten;
    private long next;
    private long needed;
    private int bytes;

    Unconfirmed(ChunkPool pool) {
        this.pool = pool;
    }

    boolean hasRoom() {
        return bytes < LIMIT && pool.mayKeepMore(bytes);
    }

    /** Whether there is room for what the link itself needs: without it both sides could wait for each other's confirmation. */
    boolean hasSpareRoom() {
        return bytes < LIMIT + SPARE && pool.mayKeepMore(bytes - SPARE);
    }

    /** Whether everything has arrived that the other side confirms by itself. */
    boolean settled() {
        return first >= needed;
    }

    /** The counter after the last record that the other side confirms by itself: it does not for those that only acknowledge. */
    long needed() {
        return needed;
    }

    /** Whether there are records that the present connection has not been given. */
    boolean waiting() {
        return written < next;
    }

    /** The counter up to which the other side has confirmed. */
    long confirmed() {
        return first;
    }

    /** The counter up to which records were given to any connection: more cannot have arrived. */
    long written() {
        return everWritten;
    }

    /** A chunk with room for a record of so many bytes, which goes to {@link Chunk#end}. */
    Chunk room(int size) {
        Chunk last = tail;
        if (last == null || last.array.length - last.end < size) {
            last = new Chunk(pool.take(size, bytes));
            if (tail == null) {
                head = last;
            } else {
                tail.next = last;
            }
            tail = last;
        }
        return last;
    }

    /**
     * A record was sealed into the chunk that {@link #room} has given.
     *
     * @param onlyAcknowledges so that nobody confirms it but along with others
     */
    void added(Chunk chunk, int size, boolean onlyAcknowledges) {
        if (at == null) {
            at = chunk;
            atOffset = chunk.end;
        }
        chunk.end += size;
        bytes += size;
        next++;
        if (!onlyAcknowledges) {
            needed = next;
        }
    }

    /** Puts the next record on the connection; only while {@link #waiting}. */
    void write(Connection connection) {
        Chunk from = at;
        if (from == null) {
            throw new IllegalStateException("Nothing waits");
        }
        int size = from.sizeAt(atOffset);
        from.view.limit(atOffset + size).position(atOffset);
        connection.write(from.view);
        atOffset += size;
        written++;
        everWritten = Math.max(everWritten, written);
        if (atOffset == from.end) {
            at = from.next;
            atOffset = at == null ? 0 : at.start;
        }
    }

    /**
     * All records before this counter have arrived. Less than was known means nothing: it was said before a change of connection that
     * told more.
     *
     * @throws MalformedException when so many were never sent
     */
    void confirm(long counter) throws MalformedException {
        if (counter > written) {
            throw new MalformedException("acknowledgement of what was not sent");
        }
        drop(counter);
    }

    /**
     * On a new connection the other side waits for this record.
     *
     * @throws MalformedException when that cannot be
     */
    void rewind(long counter) throws MalformedException {
        if (counter < first || counter > everWritten) {
            throw new MalformedException("a lane cannot go on there");
        }
        drop(counter);
        written = counter;
        at = first == next ? null : head;
        atOffset = at == null ? 0 : at.start;
    }

    private void drop(long counter) {
        while (first < counter && head != null) {
            int size = head.sizeAt(head.start);
            head.start += size;
            bytes -= size;
            first++;
            if (head.start == head.end) {
                dropHead(head);
            }
        }
    }

    private void dropHead(Chunk gone) {
        head = gone.next;
        if (head == null) {
            tail = null;
        }
        if (at == gone) {
            at = null;
        }
        pool.give(gone.array);
    }

    void clear() {
        while (head != null) {
            dropHead(head);
        }
        at = null;
        first = next;
        written = next;
        bytes = 0;
    }

    /** Some records, one behind the other, each with its length in front. */
    static final class Chunk {
        final byte[] array;
        private final ByteBuffer view;
        private @Nullable Chunk next;
        private int start;
        private int end;

        private Chunk(byte[] array) {
            this.array = array;
            view = ByteBuffer.wrap(array);
        }

        /** Where the next record goes. */
        int end() {
            return end;
        }

        private int sizeAt(int offset) {
            return Records.HEAD + ((array[offset] & 0xff) << 8 | array[offset + 1] & 0xff);
        }
    }
}
