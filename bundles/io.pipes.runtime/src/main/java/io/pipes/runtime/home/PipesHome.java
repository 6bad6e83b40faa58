// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import io.pipes.base.Disk;
import io.pipes.base.DiskFullException;
import io.pipes.base.DiskPath;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.runtime.disk.Folders;
import io.pipes.spi.home.Home;
import io.pipes.spi.home.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code PIPES_HOME} on the real disk, held exclusively until closed or until the process dies.
 *
 * <p><b>Threads.</b> May be used from any thread.
 */
public final class PipesHome implements Home, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PipesHome.class);
    private static final List<String> AREAS = List.of("blobs", "db", "etc", "keys", "log");

    /** So much must fit on the disk for a start to make sense. */
    private static final int LEAST_ROOM = 64 * 1024;

    private final Path directory;
    private final Settings settings;
    private final HomeLock lock;
    private final Map<String, Disk> disks = new ConcurrentHashMap<>();

    private PipesHome(Path directory, Settings settings, HomeLock lock) {
        this.directory = directory;
        this.settings = settings;
        this.lock = lock;
    }

    /**
     * Makes the directory if it is missing, locks it and sees whether it can be written. Blocks for the disk.
     *
     * @throws HomeException with the way out: held by another process, not writable, full
     */
    public static PipesHome open(Path directory, Settings settings) throws HomeException {
        Path home = directory.toAbsolutePath().normalize();
        try {
            Folders.make(home);
            return locked(home, settings, HomeLock.take(home));
        } catch (IOException trouble) {
            throw unusable(home, trouble);
        }
    }

    private static PipesHome locked(Path home, Settings settings, HomeLock lock) throws IOException {
        try {
            for (String area : AREAS) {
                Folders.make(home.resolve(area));
            }
            checkRoom(new FileDisk(home));
            return new PipesHome(home, settings, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static void checkRoom(Disk disk) throws IOException {
        try (Disk.DiskFile probe = disk.open("probe")) {
            probe.append(ByteBuffer.allocate(LEAST_ROOM));
            probe.force();
        } finally {
            disk.delete("probe");
        }
    }

    private static HomeException unusable(Path home, IOException trouble) {
        if (trouble instanceof DiskFullException) {
            return new HomeException(
                    HomeException.Reason.FULL,
                    "There is no room left in " + home
                            + ". Free some space, or choose a home on another disk with --home DIR.");
        }
        if (trouble instanceof FileAlreadyExistsException inTheWay) {
            return new HomeException(
                    HomeException.Reason.UNWRITABLE,
                    inTheWay.getFile() + " must be a directory, but is a file. Move it away, or choose another home"
                            + " with --home DIR.");
        }
        return new HomeException(
                HomeException.Reason.UNWRITABLE,
                home + " cannot be used (" + Causes.inWords(trouble)
                        + "). Make it writable for this user, or choose another home with --home DIR.");
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Disk disk(String area) {
        return disks.computeIfAbsent(area, name -> new FileDisk(directory.resolve(DiskPath.check(name))));
    }

    @Override
    public Settings settings() {
        return settings;
    }

    /** Lets another process have it. Closing twice does nothing. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failed) {
            LOG.warn("The lock of {} could not be released; it goes with the process", directory, failed);
        }
    }
}
