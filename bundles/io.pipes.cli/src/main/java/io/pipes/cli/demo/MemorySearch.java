// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks for a text in all memory of a process, as somebody who has taken over its machine would. Only where the system lets the owner. */
final class MemorySearch {
    private static final int CHUNK = 1 << 20;

    private final Path process;
    private long bytes;

    MemorySearch(long pid) {
        process = Path.of("/proc", Long.toString(pid));
    }

    /** Whether this system shows the memory of that process. */
    boolean possible() {
        try (RandomAccessFile memory = open()) {
            return !regions().isEmpty() && read(memory, regions().get(0), new byte[1], 0) > 0;
        } catch (IOException refused) {
            return false;
        }
    }

    private RandomAccessFile open() throws IOException {
        return new RandomAccessFile(process.resolve("mem").toFile(), "r");
    }

    /** In how many regions it is, in either of the two ways in which Java keeps texts. */
    int count(String text) {
        bytes = 0;
        // ISO 8859-1 keeps each byte a character.
        String wide = new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
        try (RandomAccessFile memory = open()) {
            int found = 0;
            for (Region region : regions()) {
                found += holds(memory, region, text, wide) ? 1 : 0;
            }
            return found;
        } catch (IOException gone) {
            throw new DemoException("The memory of the process could not be searched: " + gone.getMessage());
        }
    }

    /** How much the last search has read. */
    long bytes() {
        return bytes;
    }

    private boolean holds(RandomAccessFile memory, Region region, String text, String wide) {
        byte[] chunk = new byte[CHUNK];
        long at = region.begin();
        while (at < region.end()) {
            int read = read(memory, region, chunk, at - region.begin());
            if (read <= 0) {
                return false;
            }
            bytes += read;
            String content = new String(chunk, 0, read, StandardCharsets.ISO_8859_1);
            if (content.contains(text) || content.contains(wide)) {
                return true;
            }
            // What begins in one chunk may end in the next.
            at += read < wide.length() ? read : Math.max(1, read - (at + read < region.end() ? wide.length() : 0));
        }
        return false;
    }

    /** Reads at most a chunk; what cannot be read counts as the end of the region. */
    private static int read(RandomAccessFile memory, Region region, byte[] chunk, long offset) {
        try {
            memory.seek(region.begin() + offset);
            return memory.read(chunk, 0, (int) Math.min(chunk.length, region.end() - region.begin() - offset));
        } catch (IOException unreadable) {
            return -1;
        }
    }

    /** What the process can write: heap, stacks, buffers. */
    private List<Region> regions() throws IOException {
        return Files.readAllLines(process.resolve("maps")).stream()
                .map(line -> line.split("[ -]+"))
                .filter(fields -> fields.length > 2 && fields[2].startsWith("rw"))
                .map(fields -> new Region(Long.parseLong(fields[0], 16), Long.parseLong(fields[1], 16)))
                .toList();
    }

    private record Region(long begin, long end) {}
}
