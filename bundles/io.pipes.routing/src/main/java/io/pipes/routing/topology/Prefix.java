// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first 16 bytes of a node id, which stand for the node wherever many are named. Nobody can make a node whose id begins like that of
 * another one.
 */
record Prefix(long high, long low) implements Comparable<Prefix> {
    static final int BYTES = 16;

    static Prefix of(NodeId id) {
        return at(id.bytes(), 0);
    }

    static Prefix at(Bytes bytes, int offset) {
        return new Prefix(bytes.longAt(offset), bytes.longAt(offset + Long.BYTES));
    }

    static Prefix at(ByteBuffer bytes, int offset) {
        return new Prefix(bytes.getLong(offset), bytes.getLong(offset + Long.BYTES));
    }

    static Prefix read(ByteBuffer in) {
        return new Prefix(in.getLong(), in.getLong());
    }

    void writeTo(ByteBuffer out) {
        out.putLong(high).putLong(low);
    }

    /** Compared all the time; what records come with is slower. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Prefix prefix && prefix.high == high && prefix.low == low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    @Override
    public int compareTo(Prefix other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
}
