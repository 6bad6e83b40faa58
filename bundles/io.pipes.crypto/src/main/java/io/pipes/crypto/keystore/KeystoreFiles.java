// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import static io.pipes.spi.crypto.KeystoreException.Reason.DAMAGED;
import static io.pipes.spi.crypto.KeystoreException.Reason.UNWRITABLE;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.spi.crypto.KeystoreException;
import java.io.IOException;
import java.util.List;

/** The files of a keystore; turns trouble with the medium into sentences. One caller at a time. */
final class KeystoreFiles {
    private final Disk area;

    KeystoreFiles(Disk area) {
        this.area = area;
    }

    boolean exists(String file) throws KeystoreException {
        try {
            return area.exists(file);
        } catch (IOException e) {
            throw unreadable(file);
        }
    }

    Bytes read(String file, int maxBytes) throws KeystoreException {
        try {
            return area.read(file, maxBytes);
        } catch (IOException e) {
            throw unreadable(file);
        }
    }

    /** The names of the keys, without what they end with. */
    List<String> names() throws KeystoreException {
        try {
            return area.list("").stream()
                    .filter(file -> file.endsWith(KeyFile.SUFFIX))
                    .map(file -> file.substring(0, file.length() - KeyFile.SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(".");
        }
    }

    void write(String file, Bytes contents) throws KeystoreException {
        try {
            area.replace(file, contents);
        } catch (IOException e) {
            throw unwritable(file);
        }
    }

    void delete(String file) throws KeystoreException {
        try {
            area.delete(file);
        } catch (IOException e) {
            throw unwritable(file);
        }
    }

    private static KeystoreException unreadable(String file) {
        return new KeystoreException(
                DAMAGED,
                "The keys folder cannot be read at '" + file + "'. Check its permissions and the disk, or restore it.");
    }

    private static KeystoreException unwritable(String file) {
        return new KeystoreException(
                UNWRITABLE,
                "The keys folder cannot be written at '" + file + "'. Free space or fix permissions, then try again.");
    }
}
