// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the folder a node lives in. */
final class HomeChecks {
    private static final long ENOUGH_BYTES = 512L << 20;
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private final Home home;
    private final DiskChecks disk;

    HomeChecks(Home home) {
        this.home = home;
        disk = new DiskChecks(home);
    }

    List<Check> all() {
        return Files.isDirectory(home.path())
                ? List.of(permissions(), space(), disk.files(), disk.speed(), keys(), tokens(), lock())
                : List.of(permissions(), space());
    }

    private Check permissions() {
        if (!Files.exists(home.path())) {
            Path parent = existing(home.path());
            return Files.isWritable(parent)
                    ? Check.good("home", home + " does not exist yet; 'start' makes it.")
                    : Check.bad("home", home + " does not exist yet, and " + parent + " is not writable.");
        }
        if (!Files.isDirectory(home.path())) {
            return Check.bad("home", home + " is a file, not a folder. Choose another --home.");
        }
        if (!Files.isWritable(home.path())) {
            return Check.bad("home", home + " is not writable. Mend its permissions, or choose another --home.");
        }
        return isOpenToOthers(home.path())
                ? Check.bad("home", home + " can be read by others. Close it: chmod 700 " + home)
                : Check.good("home", home + " is private and writable.");
    }

    private Check space() {
        try {
            long usable = Files.getFileStore(existing(home.path())).getUsableSpace();
            String free = (usable >> 20) + " MiB free";
            return usable >= ENOUGH_BYTES
                    ? Check.good("disk", free + ".")
                    : Check.bad("disk", free + "; messages are refused when it is full. Make room: at least 512 MiB.");
        } catch (IOException unknown) {
            return Check.bad("disk", "Free space is unknown: " + unknown.getMessage() + ".");
        }
    }

    private Check keys() {
        Path keys = home.path().resolve("keys");
        if (!Files.exists(keys)) {
            return Check.good("keys", "There are no keys yet.");
        }
        try (Stream<Path> files = Files.walk(keys)) {
            return files.filter(HomeChecks::isOpenToOthers)
                    .findFirst()
                    .map(open -> Check.bad(
                            "keys",
                            open + " can be read by others, who then are this node. Close it: chmod -R go= " + keys))
                    .orElse(Check.good("keys", "Nobody else can read the keys."));
        } catch (IOException unreadable) {
            return Check.bad("keys", keys + " cannot be read. Run this as its owner.");
        }
    }

    private Check tokens() {
        return Stream.of(home.tokenFile(), home.path().resolve("etc/tokens.cbor"))
                .filter(file -> Files.exists(file) && isOpenToOthers(file))
                .findFirst()
                .map(open -> Check.bad(
                        "tokens",
                        open + " can be read by others, who then can do all that you can. Close it: chmod 600 " + open))
                .orElse(Check.good("tokens", "Nobody else can read the API's tokens."));
    }

    /** What stands before the keys, and what that is good for. */
    private Check lock() {
        if (!Files.exists(home.path().resolve("keys/keystore"))) {
            return Optional.of(home.path().resolve("db/sealed.txt"))
                    .filter(Files::exists)
                    .map(mark -> Check.bad(
                            "lock",
                            "The keys of this home are gone: " + home.path().resolve("keys/keystore")
                                    + " is missing. Restore the keys folder from a backup."))
                    .orElse(Check.good("lock", "There is no keystore yet."));
        }
        return Files.exists(home.keyFile())
                ? Check.good(
                        "lock",
                        "A key file unlocks the keys: whoever can read the keys folder, or a backup of it, has them."
                                + " 'start --passphrase-file FILE' puts a passphrase before them.")
                : Check.good(
                        "lock",
                        "A passphrase unlocks the keys: a stolen folder is worth what the passphrase is."
                                + " Without it nobody can open them.");
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
