// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A folder in memory for a few small files: the keystore that a backup carries. Belongs to one thread at a time. */
final class FewFiles implements Disk {
    private static final int MAX_BYTES = 64 << 10;

    private final SortedMap<String, Bytes> files = new TreeMap<>();

    void put(String path, Bytes contents) {
        files.put(path, contents);
    }

    Bytes get(String path) {
        return files.getOrDefault(path, Bytes.EMPTY);
    }

    @Override
    public DiskFile open(String path) {
        files.putIfAbsent(path, Bytes.EMPTY);
        return new File(path);
    }

    @Override
    public boolean exists(String path) {
        return files.containsKey(path);
    }

    @Override
    public List<String> list(String folder) {
        return folder.isEmpty() ? List.copyOf(files.keySet()) : List.of();
    }

    @Override
    public void delete(String path) {
        files.remove(path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Bytes contents = files.remove(from);
        if (contents == null) {
            throw new NoSuchFileException(from);
        }
        files.put(to, contents);
    }

    @Override
    public long usableBytes() {
        return MAX_BYTES;
    }

    private final class File implements DiskFile {
        private final String path;

        File(String path) {
            this.path = path;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public long size() {
            return get(path).size();
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            Bytes contents = get(path);
            if (offset >= contents.size()) {
                return -1;
            }
            int count = Math.min(target.remaining(), contents.size() - (int) offset);
            contents.slice((int) offset, (int) offset + count).writeTo(target);
            return count;
        }

        @Override
        public long append(ByteBuffer source) throws IOException {
            Bytes before = get(path);
            if (before.size() + source.remaining() > MAX_BYTES) {
                throw new IOException("Too much for a few files");
            }
            ByteBuffer joined = ByteBuffer.allocate(before.size() + source.remaining());
            before.writeTo(joined);
            joined.put(source);
            put(path, Bytes.wrap(joined.array()));
            return before.size();
        }

        @Override
        public void force() {}

        @Override
        public void truncate(long size) {
            if (size < size()) {
                put(path, get(path).slice(0, (int) size));
            }
        }

        @Override
        public void preallocate(long size) {}

        @Override
        public void close() {}
    }
}
