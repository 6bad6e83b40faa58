// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.spi.crypto.CryptoSuite;

/** What has been in an archive so far: counts, and a hash in which each part covers all before it. */
final class Tally {
    private final CryptoSuite suite;
    private Bytes checksum;
    private long operations;
    private long packets;

    Tally(CryptoSuite suite) {
        this.suite = suite;
        checksum = suite.hash(Label.HISTORY_ARCHIVE.bytes(), ArchiveWriter.MAGIC);
    }

    void add(ArchivePart part, Bytes encoded) {
        checksum = suite.hash(Label.HISTORY_ARCHIVE.bytes(), checksum, encoded);
        if (part instanceof ArchivePart.Log log) {
            operations += log.operations().size();
        } else if (part instanceof ArchivePart.Run run) {
            packets += run.packets().size();
        }
    }

    /** How an archive ends of which nothing more comes. */
    ArchivePart.End end() {
        return new ArchivePart.End(operations, packets, checksum);
    }
}
