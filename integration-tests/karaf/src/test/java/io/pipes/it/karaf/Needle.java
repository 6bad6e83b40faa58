// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A text that is looked for in everything that a process has or has written, in the two ways in which Java keeps texts. */
final class Needle {
    private static final int CHUNK = 1 << 20;

    private final List<byte[]> encodings;

    Needle(String text) {
        encodings = List.of(text.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_16LE));
    }

    /** How many files at or below a path hold it. */
    long countIn(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).filter(this::isIn).count();
        }
    }

    private boolean isIn(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            int overlap =
                    encodings.stream().mapToInt(bytes -> bytes.length).max().orElse(1) - 1;
            byte[] chunk = new byte[CHUNK + overlap];
            int kept = 0;
            for (int read = in.readNBytes(chunk, 0, CHUNK); read > 0; read = in.readNBytes(chunk, kept, CHUNK)) {
                int filled = kept + read;
                if (encodings.stream().anyMatch(bytes -> holds(chunk, filled, bytes))) {
                    return true;
                }
                kept = Math.min(overlap, filled);
                System.arraycopy(chunk, filled - kept, chunk, 0, kept);
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(byte[] chunk, int filled, byte[] bytes) {
        for (int at = 0; at <= filled - bytes.length; at++) {
            if (chunk[at] == bytes[0] && Arrays.equals(chunk, at, at + bytes.length, bytes, 0, bytes.length)) {
                return true;
            }
        }
        return false;
    }
}
