// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Receipt;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.publish.Outgoing;
import io.pipes.pipeline.publish.Outlet;
import io.pipes.spi.node.NodeContext;
import java.util.concurrent.CompletionStage;

/** Lets packets of a persistent pipeline out: first to the disk, and what is there to everybody else. Needs nobody to be reachable. */
final class HistoryOutlet implements Outlet {
    /** What may wait for the disk before publishers do. */
    private static final long MAX_WAITING_BYTES = 8 << 20;

    private final NodeContext node;
    private final History history;

    HistoryOutlet(NodeContext node, History history) {
        this.node = node;
        this.history = history;
    }

    @Override
    public boolean blocked() {
        return !history.isOpen() || history.waitingBytes() > MAX_WAITING_BYTES;
    }

    @Override
    public PacketPlace next() {
        return history.next(node.id());
    }

    @Override
    public void takeBack() {
        // A chain grows by what is published, not by what was meant to be.
    }

    @Override
    public CompletionStage<Receipt> publish(Outgoing packet) {
        return history.own().publish(packet);
    }
}
