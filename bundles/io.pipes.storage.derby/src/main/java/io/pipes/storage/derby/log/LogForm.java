// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Disk;
import io.pipes.base.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The small file beside a log that says which form the log has and up to where it was durable, as a {@link FormNote}. It is replaced in one
 * step, so there is always the old or the new one. A log without it has form 1. One thread at a time.
 */
final class LogForm {
    /** What this program writes. */
    static final int CURRENT = 2;

    /** Before there was such a file. */
    static final int FIRST = 1;

    private static final Logger LOG = LoggerFactory.getLogger(LogForm.class);
    private static final FormNote NONE = new FormNote(FIRST, Mark.START);

    private final Disk disk;
    private final String path;
    private FormNote note = NONE;

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
        try {
            FormNote found = FormNote.decode(beginning());
            if (found.form() > CURRENT) {
                throw UnreadableLogException.later();
            }
            note = found;
        } catch (MalformedException damaged) {
            // Nothing is lost but what was known of the end: the steps can be taken again.
            LOG.warn("'{}' is damaged ({}) and is written anew", path, damaged.reason());
        }
    }

    private ByteBuffer beginning() throws IOException {
        try (Disk.DiskFile file = disk.open(path)) {
            ByteBuffer beginning = ByteBuffer.allocate((int) Math.min(FormNote.SIZE, file.size()));
            file.readFully(0, beginning);
            return beginning.flip();
        }
    }

    int number() {
        return note.form();
    }

    /** Up to here everything was durable once; for the end only, it recognises nothing. */
    Mark durable() {
        return note.durable();
    }

    /** Says durably which form the log has and where it ends, unless it is said already. */
    void write(int number, Mark end) throws IOException {
        FormNote next = new FormNote(number, end);
        if (!next.equals(note)) {
            disk.replace(path, next.encode());
            note = next;
        }
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
