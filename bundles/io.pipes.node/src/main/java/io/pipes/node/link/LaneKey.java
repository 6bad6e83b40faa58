// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.node.wire.Records;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.RecordCipher;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one direction of one lane, one after the other, and the counter of its records. The counter goes on over a change of
 * key, so it is the record's place in the lane; a key that was followed by another is gone.
 */
final class LaneKey implements AutoCloseable {
    private final CryptoSuite suite;
    private Secret secret;
    private @Nullable RecordCipher cipher;
    private long counter;
    private long records;
    private long bytes;
    private long since;

    /** @param laneSecret taken over */
    LaneKey(CryptoSuite suite, Secret laneSecret, long now) {
        this.suite = suite;
        secret = laneSecret;
        cipher = cipherOf(secret);
        since = now;
    }

    /** What a lane's keys come from. The session's secret stays the caller's. */
    static Secret secret(CryptoSuite suite, Secret direction, Bytes binding, int lane) {
        return suite.derive(direction, binding, Label.LANE, Bytes.wrap(new byte[] {(byte) lane}), 32);
    }

    private RecordCipher cipherOf(Secret source) {
        try (Secret key = suite.derive(source, Bytes.EMPTY, Label.LANE_KEY, Bytes.EMPTY, 32)) {
            return suite.recordCipher(key);
        }
    }

    /** The counter of the next record. */
    long counter() {
        return counter;
    }

    int seal(byte[] in, int length, byte[] out, int outOffset) {
        count(length);
        return Objects.requireNonNull(cipher).seal(counter++, in, 0, length, out, outOffset);
    }

    int open(byte[] in, int offset, int length, byte[] out) throws MalformedException, DamagedException {
        if (records >= RecordCipher.MAX_RECORDS || bytes >= RecordCipher.MAX_BYTES) {
            throw new MalformedException("a record key was used for too long");
        }
        int opened = decipher(in, offset, length, out);
        counter++;
        count(opened);
        return opened;
    }

    private int decipher(byte[] in, int offset, int length, byte[] out) throws DamagedException {
        try {
            return Objects.requireNonNull(cipher).open(counter, in, offset, length, out, 0);
        } catch (MalformedException e) {
            throw new DamagedException(e.reason());
        }
    }

    private void count(int length) {
        records++;
        bytes += length;
    }

    /** Whether the record that is being made should be the last under this key. */
    boolean worn(long now, long maxAge) {
        return records >= RecordCipher.MAX_RECORDS - 1
                || bytes >= RecordCipher.MAX_BYTES - Records.MAX_SEALED
                || now - since >= maxAge;
    }

    void next(long now) {
        Secret following = suite.derive(secret, Bytes.EMPTY, Label.LANE_REKEY, Bytes.EMPTY, 32);
        secret.close();
        secret = following;
        cipher = cipherOf(following);
        records = 0;
        bytes = 0;
        since = now;
    }

    /** The keys are gone then, also for whoever still holds an exchange of the link. */
    @Override
    public void close() {
        secret.close();
        cipher = null;
    }
}
