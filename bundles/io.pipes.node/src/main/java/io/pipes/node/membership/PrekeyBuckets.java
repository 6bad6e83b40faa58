// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A short description of all prekeys that shows where two nodes differ: one hash for each first byte of a node id. */
final class PrekeyBuckets {
    private static final int COUNT = 256;
    private static final int HASH_BYTES = 8;

    /** The length of {@link #encode}. */
    static final int BYTES = COUNT * HASH_BYTES;

    private final List<List<Prekey>> buckets = new ArrayList<>(COUNT);
    private final CryptoSuite suite;
    private @Nullable Bytes encoded;
    private @Nullable Bytes digest;

    PrekeyBuckets(CryptoSuite suite, Prekeys prekeys) {
        this.suite = suite;
        for (int i = 0; i < COUNT; i++) {
            buckets.add(new ArrayList<>(0));
        }
        prekeys.all()
                .forEach(prekey ->
                        buckets.get(prekey.node().bytes().at(0) & 0xff).add(prekey));
    }

    Bytes encode() {
        Bytes known = encoded;
        if (known == null) {
            known = hashes();
            encoded = known;
        }
        return known;
    }

    private Bytes hashes() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        for (List<Prekey> bucket : buckets) {
            hash(bucket).slice(0, HASH_BYTES).writeTo(out);
        }
        return Bytes.wrap(out.array());
    }

    /** A hash over everything, 32 bytes. */
    Bytes digest() {
        Bytes known = digest;
        if (known == null) {
            known = suite.hash(Label.PREKEY.bytes(), encode());
            digest = known;
        }
        return known;
    }

    /** What this side has in the buckets where the other one differs. */
    List<Prekey> where(Bytes other) {
        Bytes own = encode();
        List<Prekey> different = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            int from = i * HASH_BYTES;
            if (!own.slice(from, from + HASH_BYTES).equals(other.slice(from, from + HASH_BYTES))) {
                different.addAll(buckets.get(i));
            }
        }
        return different;
    }

    private Bytes hash(List<Prekey> bucket) {
        if (bucket.isEmpty()) {
            return Bytes.wrap(new byte[HASH_BYTES]);
        }
        Bytes[] parts = new Bytes[bucket.size() + 1];
        parts[0] = Label.PREKEY.bytes();
        for (int i = 0; i < bucket.size(); i++) {
            parts[i + 1] = bucket.get(i).signature();
        }
        return suite.hash(parts);
    }
}
