// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.log;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One file of a log, held open: it stays the same file when it is renamed. */
final class LogFile implements Closeable {
    private static final int PIECE_BYTES = 1 << 20;

    private final RandomAccessFile file;
    private final @Nullable Object key;
    private long at;

    private LogFile(RandomAccessFile file, @Nullable Object key) {
        this.file = file;
        this.key = key;
    }

    /** @return nothing if there is no such file */
    static Optional<LogFile> open(Path path) throws IOException {
        while (true) {
            @Nullable Object before = key(path);
            if (before == null) {
                return Optional.empty();
            }
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
            // Renamed between the two looks, it would be taken for its successor.
            if (before.equals(key(path))) {
                return Optional.of(new LogFile(file, before));
            }
            file.close();
        }
    }

    /** What tells a file from others, whatever its name; null if there is none. */
    static @Nullable Object key(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            // Systems that do not number their files: then rotation is seen by the size alone.
            return Objects.requireNonNullElse(attributes.fileKey(), path);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    boolean isKnownAs(@Nullable Object other) {
        return Objects.equals(key, other);
    }

    /** Goes on from there. */
    void seek(long position) {
        at = position;
    }

    long length() throws IOException {
        return file.length();
    }

    /** Every line that is complete and was not taken yet. */
    void takeLines(Consumer<String> lines) throws IOException {
        if (file.length() < at) {
            at = 0;
        }
        for (byte[] piece = piece(); piece.length > 0; piece = piece()) {
            int complete = lastLineEnd(piece) + 1;
            if (complete == 0) {
                // A line that is not finished, or longer than anything that is written here: then it is cut.
                complete = piece.length == PIECE_BYTES ? PIECE_BYTES : 0;
            }
            if (complete == 0) {
                return;
            }
            lines(piece, complete).forEach(lines);
            at += complete;
        }
    }

    private byte[] piece() throws IOException {
        byte[] bytes = new byte[(int) Math.min(file.length() - at, PIECE_BYTES)];
        file.seek(at);
        file.readFully(bytes);
        return bytes;
    }

    private static int lastLineEnd(byte[] bytes) {
        int last = bytes.length - 1;
        while (last >= 0 && bytes[last] != '\n') {
            last--;
        }
        return last;
    }

    private static List<String> lines(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
