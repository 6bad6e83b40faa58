// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of a node as it grows. When it is rotated, the rest of the old file comes first, then the files that were written and
 * rotated meanwhile, then the new one; only what is older than every file that is kept is lost.
 */
public final class LogFollower implements Closeable {
    private final Path log;
    private @Nullable LogFile current;

    private LogFollower(Path log, @Nullable LogFile current) {
        this.log = log;
        this.current = current;
    }

    /** Prints the last lines first, from the file before as well when this one was begun only just now. */
    public static LogFollower begin(Path log, int lastLines, Consumer<String> lines) throws IOException {
        Optional<LogFile> current = LogFile.open(log);
        Tail tail = new Tail(lastLines);
        if (current.isPresent()) {
            tail.read(rotated(log, 1));
            tail.read(current.get());
        }
        tail.lines().forEach(lines);
        return new LogFollower(log, current.orElse(null));
    }

    /** Every line that has become complete since the last time. */
    public void more(Consumer<String> lines) throws IOException {
        LogFile before = current;
        // Looked at first: once there is a new file nobody writes to the old one any more.
        boolean rotated = before == null || !before.isKnownAs(LogFile.key(log));
        if (before != null) {
            before.takeLines(lines);
        }
        if (rotated) {
            follow(before, lines);
        }
    }

    private void follow(@Nullable LogFile before, Consumer<String> lines) throws IOException {
        Deque<LogFile> newer = newerThan(before);
        if (newer.isEmpty()) {
            // Between renaming the old file and beginning the new one.
            return;
        }
        if (before != null) {
            before.close();
        }
        for (LogFile next = newer.pollLast(); next != null; next = newer.pollLast()) {
            next.takeLines(lines);
            current = next;
            if (!newer.isEmpty()) {
                next.close();
            }
        }
    }

    /** The newest first. A file that moves on meanwhile is met again under its next name, never missed. */
    private Deque<LogFile> newerThan(@Nullable LogFile before) throws IOException {
        Deque<LogFile> newer = new ArrayDeque<>();
        for (int age = 0; ; age++) {
            Path path = rotated(log, age);
            @Nullable Object key = LogFile.key(path);
            if (key == null && age > 0 || before != null && before.isKnownAs(key)) {
                return newer;
            }
            if (newer.stream().noneMatch(known -> known.isKnownAs(key))) {
                LogFile.open(path).ifPresent(newer::add);
            }
            if (before == null) {
                return newer;
            }
        }
    }

    /** @param age 0 is the file that is written */
    private static Path rotated(Path log, int age) {
        return age == 0 ? log : log.resolveSibling(log.getFileName() + "." + age);
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
    }
}
