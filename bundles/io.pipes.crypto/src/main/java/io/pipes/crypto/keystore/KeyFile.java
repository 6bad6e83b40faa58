// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import io.pipes.base.Bytes;
import io.pipes.base.DiskPath;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.crypto.value.AesValueCipher;
import java.util.regex.Pattern;

/**
 * A file {@code NAME.key}: one sealed secret.
 *
 * @param name what it is called; also bound to the seal, so files cannot be swapped
 * @param sealed the secret under the master key
 */
record KeyFile(String name, Bytes sealed) {
    static final String SUFFIX = ".key";
    static final int MAX_SECRET = 64 * 1024;
    static final int MAX_BYTES = MAX_SECRET + 512;

    private static final String KIND = "pipes-key";
    private static final int MAX_NAME = 100;
    private static final Pattern NAME = Pattern.compile("[a-z0-9.-]{1," + MAX_NAME + "}");

    /** @throws IllegalArgumentException a name that is not allowed */
    static String path(String name) {
        String path = name + SUFFIX;
        if (!NAME.matcher(name).matches() || !DiskPath.isValid(path)) {
            throw new IllegalArgumentException(
                    "not a name for a key: 1 to 100 of a-z 0-9 . -, beginning with a letter or digit");
        }
        return path;
    }

    /** What a seal is bound to. */
    static Bytes place(String name) {
        byte[] label = Label.KEYSTORE.bytes().toArray();
        Bytes text = Bytes.utf8(name);
        byte[] place = new byte[label.length + text.size()];
        System.arraycopy(label, 0, place, 0, label.length);
        text.copyTo(place, label.length);
        return Bytes.wrap(place);
    }

    Bytes encode() {
        return CheckedFile.end(CheckedFile.begin(KIND, 2).writeText(name).writeBytes(sealed));
    }

    static KeyFile decode(Bytes file) throws MalformedException {
        CborReader in = CheckedFile.read(KIND, 2, file);
        KeyFile read = new KeyFile(in.readText(MAX_NAME), in.readBytes(MAX_SECRET + AesValueCipher.OVERHEAD));
        in.end();
        return read;
    }
}
