// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Just enough of a disk to run what {@link Disk} itself brings along. Gives a byte at a time when read, as a disk may. */
final class MemoryDisk implements Disk {
    final TreeMap<String, byte[]> files = new TreeMap<>();
    boolean failToForce;

    @Override
    public DiskFile open(String path) {
        files.putIfAbsent(DiskPath.check(path), new byte[0]);
        return new MemoryFile(path);
    }

    @Override
    public boolean exists(String path) {
        return files.containsKey(path);
    }

    @Override
    public List<String> list(String folder) {
        return List.copyOf(files.keySet());
    }

    @Override
    public void delete(String path) {
        files.remove(path);
    }

    @Override
    public void rename(String from, String to) {
        files.put(to, files.remove(from));
    }

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    private final class MemoryFile implements DiskFile {
        private final String path;

        MemoryFile(String path) {
            this.path = path;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public long size() {
            return files.get(path).length;
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            if (offset >= size()) {
                return -1;
            }
            target.put(files.get(path)[(int) offset]);
            return 1;
        }

        @Override
        public long append(ByteBuffer source) {
            byte[] old = files.get(path);
            byte[] both = Arrays.copyOf(old, old.length + source.remaining());
            source.get(both, old.length, source.remaining());
            files.put(path, both);
            return old.length;
        }

        @Override
        public void force() throws IOException {
            if (failToForce) {
                throw new DiskFullException(path);
            }
        }

        @Override
        public void truncate(long size) {
            files.put(path, Arrays.copyOf(files.get(path), (int) Math.min(size, size())));
        }

        @Override
        public void preallocate(long size) {}

        @Override
        public void close() {}
    }
}
