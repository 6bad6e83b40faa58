// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.api.pipeline.ImportReport;
import java.util.Optional;

/** What has become of an archive so far. On the node's loop. */
final class Count {
    private long operations;
    private long packets;
    private long known;
    private long refused;
    private long contents;
    /** Why something was refused first. */
    private Optional<String> refusal = Optional.empty();

    void operations(int taken) {
        operations += taken;
    }

    /** Packets that are durable and were not here. */
    void packets(long taken) {
        packets += taken;
    }

    void known(long there) {
        known += there;
    }

    /** One above 1 MiB is whole that was not. */
    void content() {
        contents++;
    }

    void refuse(long count, String why) {
        refused += count;
        refusal = refusal.or(() -> Optional.of(why));
    }

    ImportReport report(Optional<String> pipeline, boolean complete) {
        return new ImportReport(pipeline, operations, packets, known, refused, refusal, contents, complete);
    }
}
