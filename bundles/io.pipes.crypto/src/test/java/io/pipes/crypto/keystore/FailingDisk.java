// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A disk in memory that dies after so many changes, and whose files a test can damage. */
final class FailingDisk implements Disk {
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private int changesLeft = Integer.MAX_VALUE;

    void failAfter(int changes) {
        changesLeft = changes;
    }

    Bytes contents(String path) {
        return Bytes.copyOf(files.get(path));
    }

    void put(String path, Bytes contents) {
        files.put(path, contents.toArray());
    }

    FailingDisk copy() {
        FailingDisk copy = new FailingDisk();
        copy.files.putAll(files);
        return copy;
    }

    private void change() throws IOException {
        if (changesLeft-- <= 0) {
            throw new IOException("dead");
        }
    }

    @Override
    public DiskFile open(String path) throws IOException {
        if (!files.containsKey(path)) {
            change();
            files.put(path, new byte[0]);
        }
        return new OpenFile(path);
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
    public void delete(String path) throws IOException {
        change();
        files.remove(path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change();
        files.put(to, files.remove(from));
    }

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    private final class OpenFile implements DiskFile {
        private final String path;

        OpenFile(String path) {
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
            byte[] contents = files.get(path);
            int count = Math.min(target.remaining(), contents.length - (int) offset);
            if (count <= 0) {
                return -1;
            }
            target.put(contents, (int) offset, count);
            return count;
        }

        @Override
        public long append(ByteBuffer source) throws IOException {
            change();
            byte[] old = files.get(path);
            byte[] both = Arrays.copyOf(old, old.length + source.remaining());
            source.get(both, old.length, source.remaining());
            files.put(path, both);
            return old.length;
        }

        @Override
        public void force() throws IOException {
            change();
        }

        @Override
        public void truncate(long size) throws IOException {
            change();
            files.put(path, Arrays.copyOf(files.get(path), (int) Math.min(size, size())));
        }

        @Override
        public void preallocate(long size) {}

        @Override
        public void close() {}
    }
}
