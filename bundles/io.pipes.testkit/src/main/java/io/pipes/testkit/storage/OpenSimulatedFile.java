// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Disk;
import io.pipes.base.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One process's hold on a {@link SimulatedFile}; ends with the process. */
final class OpenSimulatedFile implements Disk.DiskFile {
    private final SimulatedDisk disk;
    private final String path;
    private final SimulatedFile file;
    private final int process;
    private boolean closed;

    OpenSimulatedFile(SimulatedDisk disk, String path, SimulatedFile file, int process) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.process = process;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long size() throws IOException {
        synchronized (disk) {
            checkOpen();
            return file.size();
        }
    }

    @Override
    public int read(long offset, ByteBuffer target) throws IOException {
        synchronized (disk) {
            begin(DiskFaults.Operation.READ);
            if (offset < 0) {
                throw new IllegalArgumentException("Offsets begin at 0");
            }
            if (offset >= file.size()) {
                return -1;
            }
            int count = file.read(offset, target, disk.faults().readAtOnce(target.remaining()));
            disk.faults().transferred(count);
            return count;
        }
    }

    @Override
    public long append(ByteBuffer source) throws IOException {
        synchronized (disk) {
            begin(DiskFaults.Operation.APPEND);
            long at = file.size();
            int fits = (int) Math.min(source.remaining(), disk.room(file));
            boolean full = fits < source.remaining();
            file.append(source, fits);
            disk.faults().transferred(fits);
            disk.faults().end();
            if (full) {
                throw new DiskFullException(path);
            }
            return at;
        }
    }

    @Override
    public void force() throws IOException {
        synchronized (disk) {
            checkOpen();
            try {
                disk.faults().begin(DiskFaults.Operation.FORCE, path);
            } catch (IOException e) {
                file.forceFailed();
                throw e;
            }
            file.force();
            disk.named(path, file);
            disk.faults().end();
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        synchronized (disk) {
            begin(DiskFaults.Operation.TRUNCATE);
            file.truncate(size);
            disk.faults().end();
        }
    }

    @Override
    public void preallocate(long size) throws IOException {
        synchronized (disk) {
            begin(DiskFaults.Operation.PREALLOCATE);
            if (size - file.size() > disk.room(file)) {
                throw new DiskFullException(path);
            }
            file.reserve(size);
            disk.faults().end();
        }
    }

    @Override
    public void close() {
        synchronized (disk) {
            if (!closed) {
                closed = true;
                disk.release(file, process);
            }
        }
    }

    private void begin(DiskFaults.Operation operation) throws IOException {
        checkOpen();
        disk.faults().begin(operation, path);
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException(path + " is closed");
        }
        disk.checkProcess(process);
    }
}
