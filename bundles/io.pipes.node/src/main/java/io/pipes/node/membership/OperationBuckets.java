// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A description of the whole log that shows where two nodes differ when there are too many heads to name: one hash for each first byte
 * of an operation's id.
 *
 * <p>The hashes are whole ones. A writer may make as many operations as it likes, so with short ones it could make two different logs
 * look alike.
 */
final class OperationBuckets {
    private static final int COUNT = 256;
    private static final int HASH_BYTES = 32;

    /** The length of {@link #encode}. */
    static final int BYTES = COUNT * HASH_BYTES;

    private final CryptoSuite suite;
    private final List<List<OperationId>> buckets = new ArrayList<>(COUNT);

    /**
     * @param known how many operations are in the store; only those are described
     */
    OperationBuckets(CryptoSuite suite, Dag dag, int known) {
        this.suite = suite;
        for (int i = 0; i < COUNT; i++) {
            buckets.add(new ArrayList<>());
        }
        for (int n = 0; n < known; n++) {
            OperationId id = dag.operation(n).id();
            buckets.get(bucketOf(id)).add(id);
        }
    }

    static int bucketOf(OperationId id) {
        return id.bytes().at(0) & 0xff;
    }

    Bytes encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        buckets.forEach(bucket -> hash(bucket).writeTo(out));
        return Bytes.wrap(out.array());
    }

    /** Whether these two have the same operations in a bucket. */
    static boolean isSame(Bytes one, Bytes other, int bucket) {
        int from = bucket * HASH_BYTES;
        return one.slice(from, from + HASH_BYTES).equals(other.slice(from, from + HASH_BYTES));
    }

    private Bytes hash(List<OperationId> bucket) {
        Collections.sort(bucket);
        Bytes[] parts = new Bytes[bucket.size() + 1];
        parts[0] = Label.MEMBERSHIP_CHECKPOINT.bytes();
        for (int i = 0; i < bucket.size(); i++) {
            parts[i + 1] = bucket.get(i).bytes();
        }
        return suite.hash(parts);
    }
}
