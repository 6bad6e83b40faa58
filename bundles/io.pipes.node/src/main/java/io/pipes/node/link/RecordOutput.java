// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.Records;
import io.pipes.spi.transport.Connection;

/** Seals what was written into the shared frame writer and puts it on the connection. */
final class RecordOutput {
    private final LaneKey key;
    private final Scratch scratch;
    private final Connection connection;

    RecordOutput(LaneKey key, Scratch scratch, Connection connection) {
        this.key = key;
        this.scratch = scratch;
        this.connection = connection;
    }

    void send(FrameWriter frames) {
        int sealed = key.seal(frames.array(), frames.size(), scratch.sealed, Records.HEAD);
        scratch.sealed[0] = (byte) (sealed >>> 8);
        scratch.sealed[1] = (byte) sealed;
        scratch.sealedView.limit(Records.HEAD + sealed).position(0);
        connection.write(scratch.sealedView);
    }
}
