// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.DiskFullException;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStores;
import io.pipes.testkit.storage.BlobStoreContractTest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The same on a real disk, which only seems to be full. */
class FileBlobStoresOnDiskTest extends BlobStoreContractTest {
    private Path directory;
    private volatile boolean full;

    @Override
    protected BlobStores start(Path place, Loops threads) {
        directory = place;
        return new FileBlobStores(new FillableDisk(new FileDisk(place)), SUITE, threads.blocking(), BlobRoom.ALL);
    }

    @Override
    protected void stop(BlobStores running) {
        ((FileBlobStores) running).close();
    }

    @Override
    protected void damage(String store, Bytes address, int index) {
        Path blob = directory.resolve(store).resolve(address.hex() + ".blob");
        try (RandomAccessFile file = new RandomAccessFile(blob.toFile(), "rw")) {
            file.seek((long) index * BlobManifest.CHUNK_BYTES);
            int before = file.read();
            file.seek((long) index * BlobManifest.CHUNK_BYTES);
            file.write(before ^ 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void full(boolean full) {
        this.full = full;
    }

    private final class FillableDisk implements Disk {
        private final Disk disk;

        FillableDisk(Disk disk) {
            this.disk = disk;
        }

        @Override
        public DiskFile open(String path) throws IOException {
            return new FillableFile(disk.open(path));
        }

        @Override
        public boolean exists(String path) throws IOException {
            return disk.exists(path);
        }

        @Override
        public List<String> list(String folder) throws IOException {
            return disk.list(folder);
        }

        @Override
        public void delete(String path) throws IOException {
            disk.delete(path);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public long usableBytes() throws IOException {
            return full ? 0 : disk.usableBytes();
        }
    }

    /** Takes half of what is written when the disk is full, as a disk may. */
    private final class FillableFile implements Disk.DiskFile {
        private final Disk.DiskFile file;

        FillableFile(Disk.DiskFile file) {
            this.file = file;
        }

        @Override
        public String path() {
            return file.path();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(long offset, ByteBuffer target) throws IOException {
            return file.read(offset, target);
        }

        @Override
        public long append(ByteBuffer source) throws IOException {
            if (full) {
                file.append(source.limit(source.limit() / 2));
                throw new DiskFullException(path());
            }
            return file.append(source);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void preallocate(long size) throws IOException {
            file.preallocate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
