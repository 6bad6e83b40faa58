// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.base.Bytes;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.StoredEntry;
import java.nio.ByteBuffer;
import java.util.List;

/** Number and running hash of what a store holds, area after area and in order within each. Not thread-safe. */
final class Tally {
    private final CryptoSuite suite;
    private Bytes hash = Bytes.EMPTY;
    private long entries;

    Tally(CryptoSuite suite) {
        this.suite = suite;
    }

    void add(String area, List<StoredEntry> page) {
        for (StoredEntry entry : page) {
            // Lengths first, so that nothing can move from one part into the next one.
            ByteBuffer lengths = ByteBuffer.allocate(3 * Integer.BYTES)
                    .putInt(area.length())
                    .putInt(entry.key().size())
                    .putInt(entry.value().size());
            hash = suite.hash(hash, Bytes.wrap(lengths.array()), Bytes.utf8(area), entry.key(), entry.value());
            entries++;
        }
    }

    long entries() {
        return entries;
    }

    boolean isSame(Tally other) {
        return entries == other.entries && hash.equals(other.hash);
    }
}
