// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.message.Receipt;
import io.pipes.base.Bytes;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.publish.Outgoing;
import io.pipes.pipeline.publish.Outlet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets packets of one pipeline out to all who are linked now, and to this node's own subscribers. */
final class LiveOutlet implements Outlet {
    private final Bytes routeTag;
    private final LiveNumbers numbers;
    private final Broadcast broadcast;
    private final Delivery delivery;

    LiveOutlet(Bytes routeTag, LiveNumbers numbers, Broadcast broadcast, Delivery delivery) {
        this.routeTag = routeTag;
        this.numbers = numbers;
        this.broadcast = broadcast;
        this.delivery = delivery;
    }

    @Override
    public boolean blocked() {
        return broadcast.blocked();
    }

    @Override
    public PacketPlace next() {
        return numbers.next(routeTag);
    }

    @Override
    public void takeBack() {
        numbers.takeBack(routeTag);
    }

    @Override
    public CompletionStage<Receipt> publish(Outgoing outgoing) {
        Packet packet = outgoing.packet();
        Receipt receipt = broadcast.publish(packet) == 0 ? Receipt.QUEUED : Receipt.SENT;
        delivery.deliver(packet);
        return CompletableFuture.completedFuture(receipt);
    }
}
