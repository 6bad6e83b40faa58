// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.util.Optional;

/**
 * Where a chain ends of one who may not write any more.
 *
 * @param last the number of the last packet that counts; 0 where none does
 * @param id its id
 */
record Cut(long last, Bytes id) {
    private static final int ID_BYTES = 32;

    static final Cut NOTHING = new Cut(0, Bytes.wrap(new byte[ID_BYTES]));

    /** Of what several admins say at once the farthest end counts, and of two packets with one number that with the lower id. */
    Cut or(Cut other) {
        boolean farther = last == other.last ? id.compareTo(other.id) <= 0 : last > other.last;
        return farther ? this : other;
    }

    /** Of ends for different reasons the nearest counts. */
    Cut and(Cut other) {
        return or(other) == this ? other : this;
    }

    boolean isBehind(Optional<Cut> other) {
        return other.isEmpty() || last > other.get().last;
    }

    /** Two items. */
    void write(CborWriter out) {
        out.writeUnsigned(last).writeBytes(id);
    }

    /** @param least the smallest number that makes sense */
    static Cut read(CborReader in, long least) throws MalformedException {
        return new Cut(in.readLong(least, Long.MAX_VALUE - 1), in.readBytesExactly(ID_BYTES));
    }
}
