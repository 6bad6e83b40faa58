// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.disk;

import io.pipes.base.Disk;
import io.pipes.base.DiskPath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A disk that is one folder of the machine's file system. The folder comes into being with the first file, mode 0700. */
public final class FileDisk implements Disk {
    private final Path root;
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    public FileDisk(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public DiskFile open(String path) throws IOException {
        Path file = resolve(path);
        if (!open.add(path)) {
            throw new FileSystemException(path, null, "is open already");
        }
        try {
            Folders.make(folderOf(file));
            return OpenFile.open(path, file, () -> open.remove(path));
        } catch (IOException | RuntimeException failed) {
            open.remove(path);
            throw failed;
        }
    }

    @Override
    public boolean exists(String path) throws IOException {
        return attributes(resolve(path))
                .filter(BasicFileAttributes::isRegularFile)
                .isPresent();
    }

    @Override
    public List<String> list(String folder) throws IOException {
        Path listed = folder.isEmpty() ? root : resolve(folder);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(listed, FileDisk::isOurs)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (NoSuchFileException none) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public void delete(String path) throws IOException {
        if (exists(path)) {
            Files.deleteIfExists(resolve(path));
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = resolve(from);
        Path target = resolve(to);
        if (open.contains(from) || open.contains(to)) {
            throw new FileSystemException(from, to, "is open");
        }
        Folders.make(folderOf(target));
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        Folders.force(folderOf(target));
        if (!folderOf(source).equals(folderOf(target))) {
            Folders.force(folderOf(source));
        }
    }

    @Override
    public long usableBytes() throws IOException {
        Path existing = root;
        while (!Files.exists(existing)) {
            existing = folderOf(existing);
        }
        return Files.getFileStore(existing).getUsableSpace();
    }

    @Override
    public String toString() {
        return "FileDisk[" + root + "]";
    }

    private Path resolve(String path) {
        return root.resolve(DiskPath.check(path));
    }

    private static Path folderOf(Path file) {
        Path folder = file.getParent();
        return folder == null ? file : folder;
    }

    /** Only "no such file" means that there is none; whatever else hides a file is trouble to be told. */
    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** What other programs leave in folders under names that no path can have is none of ours. */
    private static boolean isOurs(Path entry) {
        return DiskPath.isValid(entry.getFileName().toString()) && Files.isRegularFile(entry);
    }
}
