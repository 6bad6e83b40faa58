// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last lines of what it was shown. */
final class Tail {
    /** Further back nobody looks from a terminal. */
    private static final long MOST_BYTES = 1 << 20;

    private final int most;
    private final Deque<String> lines = new ArrayDeque<>();

    Tail(int most) {
        this.most = most;
    }

    /** Takes what may count of a file, which is then read to its end. */
    void read(LogFile file) throws IOException {
        file.seek(Math.max(0, file.length() - MOST_BYTES));
        file.takeLines(this::add);
    }

    /** A file that may not be there. */
    void read(Path path) throws IOException {
        Optional<LogFile> file = LogFile.open(path);
        if (file.isPresent()) {
            try (LogFile open = file.get()) {
                read(open);
            }
        }
    }

    private void add(String line) {
        lines.add(line);
        if (lines.size() > most) {
            lines.remove();
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
