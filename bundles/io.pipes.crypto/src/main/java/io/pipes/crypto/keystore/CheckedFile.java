// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.crypto.primitive.Sha256;
import java.util.Arrays;

/**
 * What every file of a keystore has in common: one CBOR array that begins with its kind and the version, and eight bytes of a hash
 * behind it. The hash tells a damaged file from a wrong passphrase; it protects nothing else.
 */
final class CheckedFile {
    static final int CHECK_BYTES = 8;

    private static final int VERSION = 1;
    private static final int MAX_KIND = 32;

    private CheckedFile() {}

    /** Begins a file of so many fields; the caller writes them. */
    static CborWriter begin(String kind, int fields) {
        return new CborWriter().writeArray(2 + fields).writeText(kind).writeUnsigned(VERSION);
    }

    static Bytes end(CborWriter written) {
        byte[] body = written.toByteArray();
        byte[] file = Arrays.copyOf(body, body.length + CHECK_BYTES);
        System.arraycopy(check(body), 0, file, body.length, CHECK_BYTES);
        return Bytes.wrap(file);
    }

    /** Checks the hash, the kind and the version; the caller reads the fields and demands the end. */
    static CborReader read(String kind, int fields, Bytes file) throws MalformedException {
        int length = file.size() - CHECK_BYTES;
        if (length < 0) {
            throw new MalformedException("file is too short");
        }
        byte[] body = file.slice(0, length).toArray();
        if (!file.slice(length, file.size()).equals(Bytes.wrap(check(body)))) {
            throw new MalformedException("file fails its check");
        }
        CborReader in = new CborReader(body);
        in.readArrayExactly(2 + fields);
        if (!in.readText(MAX_KIND).equals(kind) || in.readUnsigned(Integer.MAX_VALUE) != VERSION) {
            throw new MalformedException("file is of another kind or version");
        }
        return in;
    }

    private static byte[] check(byte[] body) {
        return Arrays.copyOf(Sha256.hash(Label.KEYSTORE.bytes().toArray(), body), CHECK_BYTES);
    }
}
