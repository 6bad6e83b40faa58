// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.client.ClientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The beginning of a content, in a hidden file beside the one that it becomes. Each {@link #STEP_BYTES} of it are forced to the disk before
 * more is written, so of what a crash or a loss of power leaves everything but the last step is good, and is gone on with.
 */
final class ContentPart implements AutoCloseable {
    static final int STEP_BYTES = 16 << 20;

    private static final String MINE = "rw-------";

    private final Path path;
    private final FileChannel out;
    private long size;

    private ContentPart(Path path, FileChannel out) throws IOException {
        this.path = path;
        this.out = out;
        size = out.size() == 0 ? 0 : (out.size() - 1) / STEP_BYTES * STEP_BYTES;
        out.truncate(size).position(size);
    }

    /** @param message PACKET.INDEX or PACKET; its part is found again by that */
    static ContentPart open(Path folder, String message) throws IOException {
        String name = message.replaceAll("[^a-zA-Z0-9.]", "");
        Path path = folder.resolve(".pipes-" + name + (name.contains(".") ? "" : ".0") + ".part");
        // In a folder of several people somebody may have put a link to another file under this name.
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileChannel out = FileChannel.open(path, options, forMe(folder));
        try {
            if (!lock(out)) {
                throw new ClientException(
                        "busy", "This message is being written there already, into " + path + ". Wait for it.", true);
            }
            return new ContentPart(path, out);
        } catch (IOException | RuntimeException failure) {
            out.close();
            throw failure;
        }
    }

    private static boolean lock(FileChannel out) throws IOException {
        try {
            return out.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private static FileAttribute<?>[] forMe(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MINE))}
                : new FileAttribute<?>[0];
    }

    /** How much of it is there, in bytes. */
    long size() {
        return size;
    }

    void write(byte[] piece) throws IOException {
        for (int at = 0; at < piece.length; ) {
            int step = (int) Math.min(piece.length - at, STEP_BYTES - size % STEP_BYTES);
            ByteBuffer bytes = ByteBuffer.wrap(piece, at, step);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            at += step;
            size += step;
            if (size % STEP_BYTES == 0) {
                out.force(true);
            }
        }
    }

    /** It is whole, and gets its name. */
    void finish(Path as, boolean force) throws IOException {
        out.force(true);
        if (force) {
            Files.move(path, as, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(path, as);
        }
    }

    /** What is there stays for the next time. */
    @Override
    public void close() throws IOException {
        // Before the lock goes, so that it is nobody else's.
        if (size == 0) {
            Files.deleteIfExists(path);
        }
        out.close();
    }
}
