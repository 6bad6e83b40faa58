// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.identity;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.IdentityId;
import io.pipes.spi.crypto.CryptoSuite;

/**
 * The first entry of an identity's log. Both who makes identities and who checks members read it, so it stands between them.
 *
 * @param rootKey the public signing key, 32 bytes
 * @param name 1 to 64 characters
 * @param salt 16 random bytes, so that equal names and keys still make different identities
 */
public record IdentityGenesis(Bytes rootKey, String name, Bytes salt) {
    /** The longest encoding, in bytes. */
    public static final int MAX_BYTES = 1_024;

    public static final int MAX_NAME = 64;

    public Bytes encode() {
        CborWriter out = new CborWriter();
        out.writeArray(3).writeBytes(rootKey).writeText(name).writeBytes(salt);
        return Bytes.wrap(out.toByteArray());
    }

    public static IdentityGenesis decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("identity genesis is too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(3);
        IdentityGenesis genesis =
                new IdentityGenesis(in.readBytesExactly(32), in.readText(4 * MAX_NAME), in.readBytesExactly(16));
        in.end();
        if (!isName(genesis.name)) {
            throw new MalformedException("identity name is empty, too long or not printable");
        }
        return genesis;
    }

    /** Whether people can be called that: 1 to 64 characters, none of them a control character, not only blanks. */
    public static boolean isName(String name) {
        return name.codePoints().anyMatch(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c))
                && name.length() <= MAX_NAME
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }

    /** The id that follows from the encoded genesis. */
    public static IdentityId idOf(CryptoSuite suite, Bytes encoded) {
        return IdentityId.of(suite.hash(Label.IDENTITY.bytes(), encoded));
    }
}
