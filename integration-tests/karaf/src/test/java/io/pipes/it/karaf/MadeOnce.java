// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Files that are dear to make and the same for all processes of tests, which run beside and behind each other: the first one that needs them
 * makes them, and nobody changes them afterwards.
 */
final class MadeOnce {
    private static final Path SHARED = Workspace.shared();

    private MadeOnce() {}

    /** Makes a file or a folder. */
    @FunctionalInterface
    interface Maker {
        /** @param target does not exist */
        void make(Path target) throws Exception;
    }

    /**
     * Blocks while another process makes it.
     *
     * @param stamp what it is made from; one that was made from something else is made anew
     */
    static Path get(String name, String stamp, Maker maker) {
        Path target = SHARED.resolve(name);
        Path stamped = SHARED.resolve(name + ".stamp");
        try {
            Files.createDirectories(SHARED);
            try (FileChannel channel = FileChannel.open(
                            SHARED.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (!held.isValid()
                        || !Files.exists(stamped)
                        || !Files.readString(stamped).equals(stamp)) {
                    Files.deleteIfExists(stamped);
                    Folders.delete(target);
                    maker.make(target);
                    Files.writeString(stamped, stamp);
                }
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(name + " cannot be made", e);
        }
    }

    /** Tells a file from others that had its name. */
    static String stamp(Path file) {
        try {
            return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
