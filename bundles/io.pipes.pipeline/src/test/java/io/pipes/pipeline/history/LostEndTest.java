// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.blob.BlobNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.catalog.PipelineStatement;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.publish.InOrder;
import io.pipes.pipeline.publish.PacketSealer;
import io.pipes.testkit.storage.StoreShelf;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A disk may have lost the newest packets of its node, and with them that there is such a pipeline. */
class LostEndTest {
    private static final NodeId OTHER = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private long lost;
    private final LoneNode node =
            new LoneNode(OTHER).on(new StoreShelf()).behind(store -> SetAside.of(store, () -> lost));
    private final PipelineCatalog catalog = new PipelineCatalog(node);
    private final HybridClock clock = new HybridClock(node.clock());
    private final EpochBook book = new EpochBook(node);
    private final HistoryNode histories = new HistoryNode(
            node,
            catalog,
            book,
            new EpochKeeper(node, book, catalog),
            clock,
            new PacketSealer(node, clock, new InOrder(node.workers())),
            new BlobNode(node, Long.MAX_VALUE),
            new LoneHistory.Silence());

    @Test
    void a_history_that_is_heard_of_after_the_start_may_have_lost_its_end_as_well() {
        lost = 1;
        assertThat(isEndLostOfOneHeardOfLate()).isTrue();
    }

    @Test
    void where_the_disk_has_lost_nothing_no_end_is_lost() {
        assertThat(isEndLostOfOneHeardOfLate()).isFalse();
    }

    @Test
    void what_this_node_has_made_itself_since_it_began_has_lost_nothing() {
        lost = 1;
        node.recording = catalog::take;
        histories.open();
        PipelineStatement wish =
                new PipelineStatement("notes", PipelineKind.PERSISTENT, Optional.empty(), PipelineSettings.DEFAULT);
        PipelineEntry made = catalog.create(wish).toCompletableFuture().join();

        assertThat(isEndLost(made)).isFalse();
    }

    private boolean isEndLostOfOneHeardOfLate() {
        histories.open();
        node.passes(Duration.ofSeconds(1));
        return isEndLost(new PipelineEntry(
                PipelineId.of(LoneHistory.ZEROS),
                LoneHistory.TAG,
                "notes",
                PipelineKind.PERSISTENT,
                OTHER,
                false,
                Optional.empty(),
                PipelineSettings.DEFAULT,
                Set.of(),
                true));
    }

    private boolean isEndLost(PipelineEntry pipeline) {
        histories.made(pipeline);
        node.passes(Duration.ofSeconds(1));
        CompletableFuture<Boolean> noted =
                new HistoryStore(node.store(), pipeline.routeTag()).isEndLost().toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return noted.join();
    }
}
