// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An area of a file system below one folder, which a simulator replaces by a disk that crashes, tears writes, forgets what was not forced
 * and runs full.
 *
 * <p><b>Paths</b> are relative, like {@code keys/unlock}: see {@link DiskPath}. Folders come into being with their first file. Files are
 * readable and writable by their owner only.
 *
 * <p><b>Crashes.</b> What {@link DiskFile#force()} has returned for is there after a power loss. Of anything else any part may be missing
 * or torn, down to single bytes, and later writes may be there without earlier ones.
 *
 * <p><b>Failure.</b> Trouble with the medium is an {@link IOException}; {@link DiskFullException} when there is no room. A path that breaks
 * the rules is the caller's mistake and an {@link IllegalArgumentException}.
 *
 * <p><b>Threads.</b> May be called from any thread. Methods block for as long as the medium takes, so the node's thread stays away.
 */
@ProviderType
public interface Disk {
    /**
     * Opens a file for reading and writing and makes an empty one if there is none. Its name is durable after the first
     * {@link DiskFile#force()}. At most one open file per path: a second is an {@link IOException}.
     */
    DiskFile open(String path) throws IOException;

    /** Whether there is a file, not a folder, of that name. */
    boolean exists(String path) throws IOException;

    /**
     * The names of the files directly in a folder, sorted, without the folder's own name; empty if there is no such folder.
     *
     * @param folder a path, or the empty string for the root
     */
    List<String> list(String folder) throws IOException;

    /** Deletes a file; nothing happens if there is none. After a power loss it may be back. */
    void delete(String path) throws IOException;

    /**
     * Gives a file another name and replaces what had that name, in one step: after a crash there is the old or the new, whole. The new
     * name is durable when this returns; the contents only if they were forced before. The file must not be open.
     */
    void rename(String from, String to) throws IOException;

    /** Bytes that could be written before the disk is full, as far as anybody knows. */
    long usableBytes() throws IOException;

    /**
     * Reads a whole small file.
     *
     * @param maxBytes cap, checked before anything is allocated
     * @throws IOException also if there is no such file or it is larger than the cap
     */
    default Bytes read(String path, int maxBytes) throws IOException {
        if (!exists(path)) {
            throw new NoSuchFileException(path);
        }
        try (DiskFile file = open(path)) {
            long size = file.size();
            if (size > maxBytes) {
                throw new IOException(path + " has " + size + " bytes, " + maxBytes + " are allowed");
            }
            ByteBuffer contents = ByteBuffer.allocate((int) size);
            file.readFully(0, contents);
            return Bytes.wrap(contents.array());
        }
    }

    /**
     * Replaces a whole small file in one step: after a crash there is the old or the new contents, and the new once this has returned.
     * Uses {@code path + ".new"} on the way, which it overwrites if a crash left one behind.
     */
    default void replace(String path, Bytes contents) throws IOException {
        String draft = path + ".new";
        try (DiskFile file = open(draft)) {
            file.truncate(0);
            file.append(contents.buffer());
            file.force();
        }
        rename(draft, path);
    }

    /**
     * One open file.
     *
     * <p><b>Threads.</b> One thread at a time writes; any number read meanwhile, and see what was appended before they began.
     */
    @ProviderType
    interface DiskFile extends AutoCloseable {
        /** The path it was opened under. */
        String path();

        /** Where the next append goes. After a crash it may be more than was ever appended, see {@link #preallocate}. */
        long size() throws IOException;

        /**
         * Reads what is there, at least one byte unless the file ends or the target has no room.
         *
         * @param target filled from position to at most limit
         * @return the number of bytes, -1 at or behind the end of the file
         */
        int read(long offset, ByteBuffer target) throws IOException;

        /**
         * Fills the target up to its limit.
         *
         * @throws EOFException if the file ends before
         */
        default void readFully(long offset, ByteBuffer target) throws IOException {
            long at = offset;
            while (target.hasRemaining()) {
                int count = read(at, target);
                if (count < 0) {
                    throw new EOFException(path() + " ends at " + size());
                }
                at += count;
            }
        }

        /**
         * Writes all bytes from position to limit behind the end. If it fails, any part may have been written: {@link #truncate} to the
         * size before, or close the file.
         *
         * @return the offset of the first byte
         */
        long append(ByteBuffer source) throws IOException;

        /**
         * Returns when everything appended or truncated so far survives a power loss. After a failure nobody knows what does, and a second
         * call may succeed without having written anything: close the file, open it again and see what is there.
         */
        void force() throws IOException;

        /** Cuts the file off; nothing happens if it is not longer. Also gives back what was preallocated. */
        void truncate(long size) throws IOException;

        /**
         * Reserves room for the file to grow to this size, so that appends until then do not meet a full disk and forcing them is
         * cheaper. {@link #size()} stays as it is until the process dies: afterwards the file may end with zeros that nobody appended,
         * so its format must tell where the data ends.
         */
        void preallocate(long size) throws IOException;

        /** Closes the file and gives back what was preallocated. Does not force. May be called more than once. */
        @Override
        void close() throws IOException;
    }
}
