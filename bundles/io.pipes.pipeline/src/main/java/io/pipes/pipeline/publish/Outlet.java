// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.api.message.Receipt;
import io.pipes.pipeline.packet.PacketPlace;
import java.util.concurrent.CompletionStage;

/** Where the packets go that this node publishes to one pipeline. Used on the node's loop. */
public interface Outlet {
    /** Whether a publisher should wait; whoever says so calls {@link PublishQueue#pump} when it has changed. */
    boolean blocked();

    /** The place of the packet that is made next. Asked again only after that packet was published or {@linkplain #takeBack taken back}. */
    PacketPlace next();

    /** The packet with the last place will never be: its place is free again. */
    void takeBack();

    /** Lets a packet out. Completes with what can be said of it; fails with {@code PipesException} when it is as if it had never been. */
    CompletionStage<Receipt> publish(Outgoing packet);
}
