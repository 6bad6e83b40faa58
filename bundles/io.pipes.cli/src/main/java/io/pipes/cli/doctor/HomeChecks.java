// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.cli.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the folder a node lives in. */
final class HomeChecks {
    private static final long ENOUGH_BYTES = 512L << 20;
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private final Home home;

    HomeChecks(Home home) {
        this.home = home;
    }

    List<Check> all() {
        return List.of(permissions(), space(), keystore());
    }

    private Check permissions() {
        if (!Files.exists(home.path())) {
            Path parent = existing(home.path());
            boolean possible = Files.isWritable(parent);
            return new Check(
                    "home",
                    possible,
                    home + " does not exist yet"
                            + (possible ? "; 'start' makes it." : ", and " + parent + " is not writable."));
        }
        if (!Files.isDirectory(home.path())) {
            return new Check("home", false, home + " is a file, not a folder. Choose another --home.");
        }
        if (!Files.isWritable(home.path())) {
            return new Check("home", false, home + " is not writable. Mend its permissions, or choose another --home.");
        }
        boolean open = isOpenToOthers(home.path());
        return new Check(
                "home",
                !open,
                open
                        ? home + " can be read by others. Close it: chmod 700 " + home
                        : home + " is private and writable.");
    }

    private Check space() {
        try {
            long usable = Files.getFileStore(existing(home.path())).getUsableSpace();
            boolean enough = usable >= ENOUGH_BYTES;
            return new Check(
                    "disk", enough, (usable >> 20) + " MiB free" + (enough ? "." : "; make room: at least 512 MiB."));
        } catch (IOException unknown) {
            return new Check("disk", false, "Free space is unknown: " + unknown.getMessage() + ".");
        }
    }

    private Check keystore() {
        Path keys = home.path().resolve("keys");
        if (!Files.exists(keys)) {
            return new Check("keys", true, "There are no keys yet.");
        }
        try (Stream<Path> files = Files.walk(keys)) {
            List<Path> open = files.filter(HomeChecks::isOpenToOthers).toList();
            return open.isEmpty()
                    ? new Check("keys", true, "Nobody else can read the keys.")
                    : new Check("keys", false, open.get(0) + " can be read by others. Close it: chmod -R go= " + keys);
        } catch (IOException unreadable) {
            return new Check("keys", false, keys + " cannot be read. Run this as its owner.");
        }
    }

    private static boolean isOpenToOthers(Path path) {
        try {
            return !OWNER.containsAll(Files.getPosixFilePermissions(path));
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private static Path existing(Path path) {
        Path at = path;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }
}
