// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import io.pipes.runtime.disk.Folders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds {@code PIPES_HOME/lock}, in which the holder's process id stands, so that a second process can name the first. The operating
 * system lets go of it when the process dies, however it dies.
 */
final class HomeLock implements AutoCloseable {
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    private static final Pattern PID = Pattern.compile("[0-9]{1,19}");
    private static final int PID_BYTES = 32;

    /**
     * Begins the names of the system properties that say which homes this process holds. On POSIX systems a process loses its lock when it
     * closes <em>any</em> descriptor of the file, so a second attempt from the same process, even from another class loader, must not
     * open it.
     */
    private static final String HELD = "io.pipes.runtime.held:";

    private final Path home;
    private final FileChannel channel;

    private HomeLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /**
     * Takes the lock of an existing home.
     *
     * @throws HomeException with {@code IN_USE} if somebody has it
     * @throws IOException if the file cannot be made, written or locked
     */
    static HomeLock take(Path home) throws HomeException, IOException {
        Path real = home.toRealPath();
        if (System.getProperties().putIfAbsent(HELD + real, "") != null) {
            throw inUse(home, Optional.of(Long.toString(ProcessHandle.current().pid())));
        }
        try {
            return new HomeLock(real, lock(home));
        } catch (HomeException | IOException | RuntimeException failed) {
            System.clearProperty(HELD + real);
            throw failed;
        }
    }

    private static FileChannel lock(Path home) throws HomeException, IOException {
        Path file = home.resolve("lock");
        FileChannel channel = FileChannel.open(file, OPTIONS, Folders.privateFile(file));
        try {
            if (channel.tryLock() == null) {
                throw inUse(home, readPid(channel));
            }
            writePid(channel);
            return channel;
        } catch (HomeException | IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private static void writePid(FileChannel channel) throws IOException {
        String line = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static Optional<String> readPid(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PID_BYTES);
        channel.read(bytes, 0);
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return Optional.of(text).filter(pid -> PID.matcher(pid).matches());
    }

    private static HomeException inUse(Path home, Optional<String> pid) {
        String who = pid.map(number -> " (process " + number + ")").orElse("");
        return new HomeException(
                HomeException.Reason.IN_USE,
                "Another Pipes node" + who + " is using " + home + ". Stop it with 'pipes stop --home " + home
                        + "', or give this one a home of its own with --home DIR.");
    }

    /** Lets go. The file stays, because deleting it could take it from under somebody who has just locked it. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            System.clearProperty(HELD + home);
        }
    }
}
