// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the index in a directory that belongs to nobody else. */
public final class DerbyIndexFactory implements IndexFactory {
    private final Path directory;

    public DerbyIndexFactory(Path directory) {
        this.directory = directory;
    }

    @Override
    public boolean exists() {
        return Files.exists(directory);
    }

    @Override
    public Index open() throws IndexException {
        return DerbyIndex.open(directory);
    }

    @Override
    public void delete() throws IndexException {
        if (!exists()) {
            return;
        }
        // A database that could not be filled is open still.
        DerbyEngine.close(directory);
        try {
            deleteAll(directory);
        } catch (IOException | UncheckedIOException e) {
            throw new IndexException("The index cannot be deleted", e);
        }
    }

    /** Deletes a directory with all that is in it; nothing happens if there is none. */
    public static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> found = Files.walk(directory)) {
            deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
