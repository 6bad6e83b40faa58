// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.base.Secret;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.crypto.KeystoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * A file with a passphrase in it: all its bytes, without a line end behind them. It may also be a pipe. One that everybody may read is
 * refused, because its passphrase protects nothing; one that a group may read is how containers and systemd hand over secrets.
 */
final class PassphraseFile {
    /** In bytes, with the line end. */
    static final int MAX_BYTES = 1_024;

    private static final Set<PosixFilePermission> EVERYBODY = PosixFilePermissions.fromString("------rw-");

    private PassphraseFile() {}

    /** The passphrase, which belongs to the caller. */
    static Secret read(Path file) throws KeystoreException {
        if (isOpenToEverybody(file)) {
            throw new KeystoreException(
                    Reason.LOCKED,
                    "The passphrase file " + file + " is open to everybody on this machine. Close it: chmod o= " + file
                            + ". If somebody may have read it, take another passphrase.");
        }
        byte[] bytes = bytes(file);
        try {
            int length = withoutLineEnd(bytes);
            if (length == 0 || bytes.length > MAX_BYTES) {
                throw new KeystoreException(
                        Reason.LOCKED,
                        "The passphrase file " + file + " must hold 1 to 1,022 bytes. Put the passphrase into it.");
            }
            return Secret.wrap(Arrays.copyOf(bytes, length));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static boolean isOpenToEverybody(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(EVERYBODY::contains);
        } catch (IOException | UnsupportedOperationException unknown) {
            // Reading it will tell; and where there are no such permissions, there is nothing to see.
            return false;
        }
    }

    private static byte[] bytes(Path file) throws KeystoreException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        } catch (IOException unreadable) {
            throw new KeystoreException(
                    Reason.LOCKED,
                    "The passphrase file " + file + " cannot be read. Check its name and its permissions.");
        }
    }

    private static int withoutLineEnd(byte[] bytes) {
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
        }
        return length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
    }
}
