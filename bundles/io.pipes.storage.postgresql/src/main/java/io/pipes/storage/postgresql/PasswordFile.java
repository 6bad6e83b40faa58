// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file with a password in its only line. One that others may read is refused. */
final class PasswordFile {
    private static final int MAX_BYTES = 1_024;
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private PasswordFile() {}

    static String read(Path file) throws StoreException {
        if (isOpenToOthers(file)) {
            throw unusable(
                    file,
                    "is open to others on this machine. Close it: chmod 600 " + file
                            + ". If somebody may have read it, take another password");
        }
        String password = new String(bytes(file), StandardCharsets.UTF_8).stripTrailing();
        if (password.isEmpty() || password.length() > MAX_BYTES || password.indexOf('\n') >= 0) {
            throw unusable(file, "must hold one line of 1 to 1,024 bytes. Put the password into it");
        }
        return password;
    }

    private static boolean isOpenToOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
        } catch (IOException | UnsupportedOperationException unknown) {
            // Reading it will tell; and where there are no such permissions, there is nothing to see.
            return false;
        }
    }

    private static byte[] bytes(Path file) throws StoreException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        } catch (IOException unreadable) {
            throw unusable(
                    file, "cannot be read. Check password.file in io.pipes.storage.postgresql and who owns the file");
        }
    }

    private static StoreException unusable(Path file, String why) {
        return new StoreException(Reason.FAILED, "The password file " + file + " " + why + ".");
    }
}
