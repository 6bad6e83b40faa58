// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.time.Duration;

/** Retention as it stands in the membership log: its kind, and for all but one kind how much. */
final class RetentionCode {
    private static final int ALL = 0;
    private static final int PACKETS = 1;
    private static final int AGE = 2;
    private static final int SIZE = 3;
    private static final int LATEST = 4;

    private RetentionCode() {}

    static void write(CborWriter out, Retention retention) {
        if (retention instanceof Retention.Packets packets) {
            write(out, PACKETS, packets.count());
        } else if (retention instanceof Retention.Age age) {
            write(out, AGE, age.length().toSeconds());
        } else if (retention instanceof Retention.Size size) {
            write(out, SIZE, size.bytes());
        } else if (retention instanceof Retention.Latest latest) {
            write(out, LATEST, latest.grace().toSeconds());
        } else {
            out.writeArray(1).writeUnsigned(ALL);
        }
    }

    private static void write(CborWriter out, int kind, long much) {
        out.writeArray(2).writeUnsigned(kind).writeUnsigned(much);
    }

    static Retention read(CborReader in) throws MalformedException {
        int items = in.readArray(2);
        int kind = in.readInt(ALL, LATEST);
        if (items != (kind == ALL ? 1 : 2)) {
            throw new MalformedException("pipeline with a bad retention");
        }
        return kind == ALL ? Retention.ALL : read(kind, in.readLong(kind == LATEST ? 0 : 1, Long.MAX_VALUE));
    }

    private static Retention read(int kind, long much) throws MalformedException {
        try {
            return switch (kind) {
                case PACKETS -> new Retention.Packets(much);
                case AGE -> new Retention.Age(Duration.ofSeconds(much));
                case SIZE -> new Retention.Size(much);
                default -> new Retention.Latest(Duration.ofSeconds(much));
            };
        } catch (IllegalArgumentException outOfBounds) {
            throw new MalformedException("pipeline with a bad retention");
        }
    }
}
