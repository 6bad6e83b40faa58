// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Folders and files that are their owner's alone, and whose names survive a power loss. */
public final class Folders {
    private static final FileAttribute<?>[] NONE = {};

    private Folders() {}

    /**
     * Makes a folder with all folders above that are missing, mode 0700, durably. One that exists stays as it is.
     *
     * @throws FileAlreadyExistsException if there is something else of that name
     */
    public static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            make(parent);
        }
        try {
            Files.createDirectory(folder, ownersOnly(folder, "rwx------"));
        } catch (FileAlreadyExistsException raced) {
            if (!Files.isDirectory(folder)) {
                throw raced;
            }
        }
        if (parent != null) {
            force(parent);
        }
    }

    /** Makes the names in a folder durable. */
    public static void force(Path folder) throws IOException {
        if (!hasModes(folder)) {
            // Such systems (Windows) cannot open folders and order their changes themselves.
            return;
        }
        try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        }
    }

    /** The attributes of a new file, mode 0600 where there are modes. */
    public static FileAttribute<?>[] privateFile(Path file) {
        return ownersOnly(file, "rw-------");
    }

    private static FileAttribute<?>[] ownersOnly(Path path, String mode) {
        if (!hasModes(path)) {
            return NONE;
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    private static boolean hasModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
