// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The small file beside a log that says which form the log has and up to where it was durable: magic (4), form (4), segment (8), end in
 * that segment (4), CRC-32C (4). It is replaced in one step, so there is always the old or the new one. A log without it has form 1. One
 * thread at a time.
 */
final class LogForm {
    /** What this program writes. */
    static final int CURRENT = 2;

    /** Before there was such a file. */
    static final int FIRST = 1;

    private static final Logger LOG = LoggerFactory.getLogger(LogForm.class);
    private static final int MAGIC = 0x50464F52;
    private static final int SIZE = 24;

    private final Disk disk;
    private final String path;
    private int number = FIRST;
    private Mark durable = Mark.START;

    /** @param folder that of the log; the file stands beside it */
    LogForm(Disk disk, String folder) {
        this.disk = disk;
        path = folder + ".form";
    }

    /**
     * Reads the file.
     *
     * @throws UnreadableLogException if a later version wrote it; nothing may be touched then
     */
    void read() throws IOException {
        if (!disk.exists(path)) {
            return;
        }
        ByteBuffer file = beginning();
        if (!isWhole(file)) {
            // Nothing is lost but what was known of the end: the steps can be taken again.
            LOG.warn("'{}' is damaged and is written anew", path);
            return;
        }
        if (file.getInt(4) > CURRENT) {
            throw UnreadableLogException.later();
        }
        number = file.getInt(4);
        durable = new Mark(file.getLong(8), file.getInt(16), 0, 0);
    }

    private static boolean isWhole(ByteBuffer file) {
        return file.limit() == SIZE
                && file.getInt(0) == MAGIC
                && file.getInt(4) > FIRST
                && file.getLong(8) >= 0
                && file.getInt(16) >= 0
                && file.getInt(20) == RecordHeader.checksum(file, 0, SIZE - Integer.BYTES);
    }

    private ByteBuffer beginning() throws IOException {
        // Later forms may say more behind this, but begin like it.
        try (Disk.DiskFile file = disk.open(path)) {
            ByteBuffer beginning = ByteBuffer.allocate((int) Math.min(SIZE, file.size()));
            file.readFully(0, beginning);
            return beginning.flip();
        }
    }

    int number() {
        return number;
    }

    /** Up to here everything was durable once; for the end only, it recognises nothing. */
    Mark durable() {
        return durable;
    }

    /** Says durably which form the log has and where it ends, unless it is said already. */
    void write(int newNumber, Mark end) throws IOException {
        if (newNumber == number && end.equals(durable)) {
            return;
        }
        ByteBuffer file = ByteBuffer.allocate(SIZE);
        file.putInt(MAGIC).putInt(newNumber).putLong(end.segment()).putInt(end.end());
        file.putInt(RecordHeader.checksum(file, 0, SIZE - Integer.BYTES));
        disk.replace(path, Bytes.wrap(file.array()));
        number = newNumber;
        durable = end;
    }

    /** Forgets what is known of a log that has been deleted. */
    static void delete(Disk disk, String folder) throws IOException {
        LogForm form = new LogForm(disk, folder);
        if (disk.exists(form.path)) {
            // A deleted file may be back after a power loss: it must not speak of a log that is gone.
            form.write(CURRENT, Mark.START);
            disk.delete(form.path);
        }
    }
}
