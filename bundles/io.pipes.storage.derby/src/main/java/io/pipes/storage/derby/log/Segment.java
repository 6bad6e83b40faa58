// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Disk;
import io.pipes.base.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One file of the log. Any number of threads read; one writes. The file is opened when it is needed; the log closes those that were not
 * used for the longest time.
 */
final class Segment {
    private final long number;
    private final Disk disk;
    private final String path;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable DiskFile file;
    private boolean gone;
    private volatile int end;
    private volatile long reserved;

    Segment(long number, Disk disk, String path) {
        this.number = number;
        this.disk = disk;
        this.path = path;
    }

    long number() {
        return number;
    }

    /** Behind the last byte that belongs to the log, as far as is known. */
    int end() {
        return end;
    }

    void end(int offset) {
        end = offset;
    }

    int fileSize() throws IOException {
        return use(file -> (int) Math.min(Integer.MAX_VALUE, file.size()));
    }

    /** Reads up to the buffer's limit or the end of the file, and returns how many bytes there were. */
    int read(int offset, ByteBuffer target) throws IOException {
        return use(file -> {
            int total = 0;
            while (target.hasRemaining()) {
                int count = file.read(offset + total, target);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        });
    }

    /** Appends and forces. When it fails, the file must be repaired before anything else. */
    void append(ByteBuffer bytes) throws IOException {
        use(file -> {
            file.append(bytes);
            file.force();
            return null;
        });
    }

    /** Up to where there is room for sure. */
    long reserved() {
        return reserved;
    }

    void reserve(long size) throws IOException {
        use(file -> {
            file.preallocate(size);
            return null;
        });
        reserved = size;
    }

    /** Brings the file to the state in which it ends where the log says, whatever happened to it. */
    void repair() throws IOException {
        release();
        use(file -> {
            file.truncate(end);
            file.force();
            return null;
        });
    }

    /** Gives back what was reserved: nothing follows any more. */
    void finish() throws IOException {
        reserved = 0;
        use(file -> {
            file.truncate(end);
            return null;
        });
    }

    /** Closes the file until somebody needs it. */
    void release() throws IOException {
        lock.writeLock().lock();
        try {
            close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Closes the file for good. */
    void retire() throws IOException {
        lock.writeLock().lock();
        try {
            gone = true;
            close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    void delete() throws IOException {
        retire();
        disk.delete(path);
    }

    private void close() throws IOException {
        DiskFile open = file;
        file = null;
        reserved = 0;
        if (open != null) {
            open.close();
        }
    }

    @FunctionalInterface
    private interface Use<T extends @Nullable Object> {
        T with(DiskFile file) throws IOException;
    }

    private <T extends @Nullable Object> T use(Use<T> work) throws IOException {
        while (true) {
            lock.readLock().lock();
            try {
                DiskFile open = file;
                if (open != null) {
                    return work.with(open);
                }
            } finally {
                lock.readLock().unlock();
            }
            open();
        }
    }

    private void open() throws IOException {
        lock.writeLock().lock();
        try {
            if (gone) {
                throw new SegmentGoneException(number);
            }
            if (file == null) {
                file = disk.open(path);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
