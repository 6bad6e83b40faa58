// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.catalog.PipelineStatement;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.epoch.LoneEpochs;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live packets of a pipeline that this node knows to be persistent by now, whose epochs come after them. */
class DeliveryTest {
    private final LoneNode node = new LoneNode();
    private final PipelineCatalog catalog = new PipelineCatalog(node);
    private final EpochBook book = new EpochBook(node);
    private final Delivery delivery = new Delivery(node, catalog, book, new HybridClock(node.clock()));
    private PipelineEntry pipeline;
    private LoneEpochs epochs;

    @BeforeEach
    void make() throws Exception {
        node.recording = statement -> {};
        PipelineStatement live =
                new PipelineStatement("notes", PipelineKind.LIVE, Optional.empty(), PipelineSettings.DEFAULT);
        pipeline = catalog.create(live).toCompletableFuture().join();
        catalog.change(pipeline, PipelineChange.NOTHING.toPersistent());
        epochs = new LoneEpochs(node, book, pipeline.id());
        epochs.make(0);
        delivery.deliver(packet(epochs.made.get(0)));
    }

    private Packet packet(EpochId epoch) {
        PacketHeader any = SamplePackets.header(1);
        PacketHeader header = new PacketHeader(
                any.network(),
                pipeline.routeTag(),
                epoch,
                any.author(),
                any.place(),
                any.hlc(),
                any.salt(),
                any.salt(),
                any.salt());
        return new Packet(PacketId.of(epoch.bytes()), header, Bytes.EMPTY, Bytes.wrap(new byte[1]), 0, 1);
    }

    private void hear() {
        book.take(epochs.said.get(0));
        delivery.retryHeld();
    }

    @Test
    void what_was_sealed_by_who_had_not_heard_of_the_change_waits_for_its_epoch() {
        assertThat(delivery.held()).hasSize(1);
        hear();

        assertThat(delivery.held()).isEmpty();
        assertThat(delivery.of(pipeline.routeTag()).received()).isEqualTo(1);
    }

    @Test
    void what_was_sealed_by_who_had_heard_does_not_count() {
        node.known.put(epochs.said.get(0).id(), Set.copyOf(node.known.keySet()));
        hear();

        assertThat(delivery.held()).isEmpty();
        assertThat(delivery.of(pipeline.routeTag()).received()).isZero();
    }
}
