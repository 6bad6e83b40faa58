// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.home.Home;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the disk of a home beyond its free room: how many files it takes, and how long it takes to keep something. */
final class DiskChecks {
    private static final int WRITES = 5;
    private static final int WRITE_BYTES = 4 << 10;
    private static final Duration SLOW = Duration.ofMillis(100);
    private static final long ENOUGH_FILES = 10_000;
    private static final Pattern FREE_AND_ALL = Pattern.compile("([0-9]{1,18}) ([0-9]{1,18})");

    private final Home home;

    DiskChecks(Home home) {
        this.home = home;
    }

    /** A disk may have room and still take no file any more. */
    Check files() {
        return files(Tool.ask("stat", "-f", "-c", "%d %c", home.path().toString()));
    }

    /** @param told free inodes and all of them; some file systems have no limit and say 0 of 0 */
    static Check files(Optional<String> told) {
        Matcher numbers = FREE_AND_ALL.matcher(told.orElse(""));
        if (!numbers.matches() || numbers.group(2).equals("0")) {
            return Check.good("files", "How many more files the disk takes is not known, or has no limit.");
        }
        long free = Long.parseLong(numbers.group(1));
        String found = "The disk takes " + free + " more files";
        return free >= ENOUGH_FILES
                ? Check.good("files", found + ".")
                : Check.bad(
                        "files",
                        found + " (inodes), then nothing new can be kept though there is room. Delete many small"
                                + " files, or move the home to another disk.");
    }

    /** Each message is acknowledged only when the disk has it, so the disk is made to write some. */
    Check speed() {
        Path probe = home.path().resolve("doctor.probe");
        try (FileChannel file = FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long begin = System.nanoTime();
            for (int i = 0; i < WRITES; i++) {
                file.write(ByteBuffer.allocate(WRITE_BYTES));
                file.force(true);
            }
            return speed(Duration.ofNanos((System.nanoTime() - begin) / WRITES));
        } catch (IOException refused) {
            return Check.bad(
                    "writing",
                    "The home cannot be written (" + refused.getMessage()
                            + "), so no message can be kept. Look at the disk, its mount and its quota.");
        } finally {
            delete(probe);
        }
    }

    /** @param each how long one small write took until it was on the disk */
    static Check speed(Duration each) {
        String found = "What is written is on the disk after "
                + String.format(Locale.ROOT, "%.1f", each.toNanos() / 1e6) + " ms";
        return each.compareTo(SLOW) <= 0
                ? Check.good("writing", found + ".")
                : Check.warning(
                        "writing",
                        found + ", and publishing waits for that. The disk is busy, slow or about to fail; a local"
                                + " disk, or one that nothing else writes to, does better.");
    }

    private static void delete(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException stays) {
            // It holds nothing, and the next look takes it away.
        }
    }
}
