// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.util.Optional;

/** Whether this node can read a packet, and whether that may still change: keys come in the membership log, which may be a moment behind. */
final class Readability {
    /** How long a key may be on its way after the packet. */
    static final long PATIENCE_MILLIS = 30_000;

    private final NodeContext node;
    private final EpochBook epochs;

    Readability(NodeContext node, EpochBook epochs) {
        this.node = node;
        this.epochs = epochs;
    }

    private boolean isReader(PipelineEntry pipeline) {
        return node.membership().member(node.id()).filter(pipeline::readableBy).isPresent();
    }

    /** The secret that opens a packet, if this node has it and may read. */
    Optional<Secret> secret(PipelineEntry pipeline, Packet packet) {
        return epochs.secret(pipeline.id(), packet.header().epoch()).filter(secret -> isReader(pipeline));
    }

    /** Whether packets of an epoch can be read. */
    boolean isReadable(PipelineEntry pipeline, EpochId epoch) {
        return isReader(pipeline) && epochs.secret(pipeline.id(), epoch).isPresent();
    }

    /** Of a packet that has just come by broadcast: whether waiting for its key makes no sense. */
    boolean isSettled(PipelineEntry pipeline, Packet packet) {
        EpochId epoch = packet.header().epoch();
        return isReader(pipeline)
                ? epochs.secret(pipeline.id(), epoch).isPresent() || epochs.isDestroyed(epoch)
                : epochs.knows(pipeline.id(), epoch);
    }

    /** Of a packet on the disk that cannot be read now: whether its key may be about to come. */
    boolean mayChange(PipelineEntry pipeline, Packet packet, long cameMillis) {
        EpochId epoch = packet.header().epoch();
        boolean given = pipeline.history() instanceof HistoryPolicy.Full
                || !epochs.hasAny(pipeline.id())
                || epochs.isNews(pipeline.id(), epoch, PATIENCE_MILLIS);
        return given
                && !epochs.isDestroyed(epoch)
                && isReader(pipeline)
                && node.clock().wallMillis() - cameMillis < PATIENCE_MILLIS
                && epochs.secret(pipeline.id(), epoch).isEmpty();
    }
}
