// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.disk;

import io.pipes.base.Disk.DiskFile;
import io.pipes.base.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * One open file. Its size is counted here, because the file itself is longer while room is preallocated.
 *
 * <p>Writing, forcing and cutting exclude each other; readers only look at the size, which grows after the bytes are there.
 */
final class OpenFile implements DiskFile {
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    private static final int ZEROS = 1 << 20;

    private final String path;
    private final Path file;
    private final FileChannel channel;
    private final Runnable whenClosed;
    private volatile long size;
    private long allocated;
    private boolean nameDurable;

    private OpenFile(String path, Path file, FileChannel channel, Runnable whenClosed) throws IOException {
        this.path = path;
        this.file = file;
        this.channel = channel;
        this.whenClosed = whenClosed;
        size = channel.size();
        allocated = size;
    }

    static OpenFile open(String path, Path file, Runnable whenClosed) throws IOException {
        FileChannel channel = FileChannel.open(file, OPTIONS, Folders.privateFile(file));
        try {
            return new OpenFile(path, file, channel, whenClosed);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long offset, ByteBuffer target) throws IOException {
        if (offset < 0) {
            throw new IllegalArgumentException("Offsets begin at 0");
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        long left = size - offset;
        if (left <= 0) {
            return -1;
        }
        int limit = target.limit();
        if (target.remaining() > left) {
            target.limit(target.position() + (int) left);
        }
        try {
            return channel.read(target, offset);
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public synchronized long append(ByteBuffer source) throws IOException {
        long start = size;
        while (source.hasRemaining()) {
            size += write(source, size);
            allocated = Math.max(allocated, size);
        }
        return start;
    }

    @Override
    public synchronized void force() throws IOException {
        channel.force(false);
        if (!nameDurable) {
            Path folder = file.getParent();
            Folders.force(folder == null ? file : folder);
            nameDurable = true;
        }
    }

    @Override
    public synchronized void truncate(long newSize) throws IOException {
        if (newSize < 0) {
            throw new IllegalArgumentException("A file cannot have a negative size");
        }
        long kept = Math.min(size, newSize);
        size = kept;
        giveBack();
    }

    @Override
    public synchronized void preallocate(long upTo) throws IOException {
        if (upTo <= allocated) {
            return;
        }
        try {
            fillWithZeros(upTo);
            // The room itself is made durable now, so that forcing an append has only bytes to write.
            channel.force(true);
        } catch (IOException failed) {
            giveBack();
            throw failed;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try {
            giveBack();
        } finally {
            channel.close();
            whenClosed.run();
        }
    }

    private void fillWithZeros(long upTo) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, upTo - allocated));
        while (allocated < upTo) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), upTo - allocated));
            allocated += write(zeros, allocated);
        }
    }

    private void giveBack() throws IOException {
        if (channel.size() > size) {
            channel.truncate(size);
        }
        allocated = size;
    }

    private int write(ByteBuffer source, long offset) throws IOException {
        int wanted = source.remaining();
        try {
            return channel.write(source, offset);
        } catch (IOException failed) {
            throw isFull(failed, wanted) ? fullBecauseOf(failed) : failed;
        }
    }

    private DiskFullException fullBecauseOf(IOException failed) {
        DiskFullException full = new DiskFullException(path);
        full.initCause(failed);
        return full;
    }

    /** Java has no exception of its own for it, and the text may be in the user's language: so the room is looked at as well. */
    private boolean isFull(IOException failed, int wanted) {
        String text = String.valueOf(failed.getMessage());
        return text.contains("No space left") || text.contains("quota") || usable() < wanted;
    }

    private long usable() {
        try {
            return Files.getFileStore(file).getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }
}
