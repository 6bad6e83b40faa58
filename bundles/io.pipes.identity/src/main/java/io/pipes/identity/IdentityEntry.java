// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.text.Timestamps;
import io.pipes.spi.identity.IdentityGenesis;
import java.util.Arrays;

/**
 * What the keystore keeps of one identity: {@code [1, genesis, name, created]} in CBOR and behind it the bytes of the root key, which so
 * pass through no buffer that cannot be wiped.
 *
 * @param genesis encoded, at most 1,024 bytes
 * @param name what it is called here
 * @param createdMillis since 1970
 * @param rootKey what the suite reads back, 1 to 4,096 bytes; belongs to whoever made the entry
 */
record IdentityEntry(Bytes genesis, String name, long createdMillis, Secret rootKey) {
    private static final int VERSION = 1;
    private static final int FIELDS = 4;
    private static final int MAX_KEY = 4_096;

    Secret encode() {
        byte[] open = new CborWriter()
                .writeArray(FIELDS)
                .writeUnsigned(VERSION)
                .writeBytes(genesis)
                .writeText(name)
                .writeLong(createdMillis)
                .toByteArray();
        byte[] key = rootKey.bytes();
        byte[] all = Arrays.copyOf(open, open.length + key.length);
        System.arraycopy(key, 0, all, open.length, key.length);
        Arrays.fill(key, (byte) 0);
        return Secret.wrap(all);
    }

    /** Reads what {@link #encode} wrote. The key in it belongs to the caller. */
    static IdentityEntry decode(Secret encoded) throws MalformedException {
        byte[] all = encoded.bytes();
        try {
            return decode(all);
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    private static IdentityEntry decode(byte[] all) throws MalformedException {
        CborReader in = new CborReader(all);
        in.readArrayExactly(FIELDS);
        if (in.readUnsigned(Integer.MAX_VALUE) != VERSION) {
            throw new MalformedException("identity is of another version");
        }
        Bytes genesis = in.readBytes(IdentityGenesis.MAX_BYTES);
        String name = in.readText(4 * IdentityGenesis.MAX_NAME);
        long created = in.readLong(Timestamps.MIN_MILLIS, Timestamps.MAX_MILLIS);
        int keySize = all.length - in.position();
        if (!IdentityGenesis.isName(name) || keySize < 1 || keySize > MAX_KEY) {
            throw new MalformedException("identity has no name or no key");
        }
        byte[] key = Arrays.copyOfRange(all, in.position(), all.length);
        return new IdentityEntry(genesis, name, created, Secret.wrap(key));
    }
}
