// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import io.pipes.base.Bytes;
import java.nio.ByteBuffer;

/** 16 bytes of a keyed hash over an area and a key: what an index knows them by, so that it gives nothing away. */
public record Digest(long high, long low) implements Comparable<Digest> {
    public static final int SIZE = 16;

    /** @param hash at least 16 bytes */
    public static Digest of(Bytes hash) {
        ByteBuffer bytes = hash.buffer();
        return new Digest(bytes.getLong(), bytes.getLong());
    }

    public static Digest of(byte[] bytes) {
        return of(Bytes.wrap(bytes));
    }

    public byte[] toArray() {
        return ByteBuffer.allocate(SIZE).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(Digest other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
}
