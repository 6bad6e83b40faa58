// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.base.Bytes;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;

/** Writes an archive part by part. */
final class ArchiveWriter {
    /** How an archive of version 1 begins. */
    static final Bytes MAGIC = Bytes.utf8("pipes-archive/1\n");

    private final Tally tally;
    private boolean begun;

    ArchiveWriter(CryptoSuite suite) {
        tally = new Tally(suite);
    }

    /** The next bytes of the file. */
    Bytes write(ArchivePart part) {
        Bytes encoded = part.encode();
        tally.add(part, encoded);
        Bytes front = begun ? Bytes.EMPTY : MAGIC;
        begun = true;
        ByteBuffer out = ByteBuffer.allocate(front.size() + Integer.BYTES + encoded.size());
        front.writeTo(out);
        encoded.writeTo(out.putInt(encoded.size()));
        return Bytes.wrap(out.array());
    }

    /** The last bytes of the file. */
    Bytes end() {
        return write(tally.end());
    }
}
