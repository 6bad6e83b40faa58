// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A disk that replaces a file and says that it failed, some times, where the new contents begin with a word. */
final class DoubtfulDisk implements Disk {
    private final Disk disk;
    private final String beginning;
    private int failures;

    DoubtfulDisk(Disk disk, String beginning, int failures) {
        this.disk = disk;
        this.beginning = beginning;
        this.failures = failures;
    }

    @Override
    public void replace(String path, Bytes contents) throws IOException {
        disk.replace(path, contents);
        if (failures > 0 && new String(contents.toArray(), StandardCharsets.UTF_8).startsWith(beginning)) {
            failures--;
            throw new IOException("the folder could not be forced");
        }
    }

    @Override
    public DiskFile open(String path) throws IOException {
        return disk.open(path);
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
        return disk.usableBytes();
    }
}
