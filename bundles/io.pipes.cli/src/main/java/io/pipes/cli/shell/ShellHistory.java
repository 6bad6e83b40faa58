// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import io.pipes.client.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.jline.reader.LineReader;
import org.jline.reader.impl.history.DefaultHistory;

/**
 * What was typed, in a file of the home that its owner alone can read, at most {@value #MOST_LINES} lines. A line that {@link Secrets}
 * finds is not remembered at all.
 */
final class ShellHistory extends DefaultHistory {
    static final int MOST_LINES = 1_000;

    private static final String FILE = "shell-history";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** Says where the file is; a home that does not exist yet gets none, as it has to be empty when a backup is restored into it. */
    static void configure(LineReader reader, Home home) throws IOException {
        reader.setVariable(LineReader.HISTORY_SIZE, MOST_LINES);
        reader.setVariable(LineReader.HISTORY_FILE_SIZE, MOST_LINES);
        if (Files.isDirectory(home.path())) {
            reader.setVariable(LineReader.HISTORY_FILE, ownersOnly(home.path().resolve(FILE)));
        }
    }

    private static Path ownersOnly(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
            return file;
        }
        return Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    @Override
    public void add(Instant time, String line) {
        if (!Secrets.in(line)) {
            super.add(time, line);
        }
    }
}
