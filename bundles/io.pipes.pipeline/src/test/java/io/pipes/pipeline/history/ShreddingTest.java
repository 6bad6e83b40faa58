// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.epoch.LoneEpochs;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.storage.StoredEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which secrets go with what retention drops, and when: two packets are kept here, and eight epochs were made long ago. */
@Tag("long")
class ShreddingTest {
    private static final PipelineId PIPELINE = PipelineId.of(LoneHistory.ZEROS);
    private static final Duration MOST_OF_THE_TIME = Shredding.LATE.minusHours(1);
    private static final Duration MORE = Duration.ofHours(2);

    private final LoneHistory lone = new LoneHistory(new Retention.Packets(2), 1);
    private final NodeId author = lone.authors.get(0);
    private final LoneEpochs epochs = new LoneEpochs(lone.node, lone.epochs, PIPELINE);
    private final List<Packet> written = new ArrayList<>();

    @BeforeEach
    void make() throws Exception {
        for (int i = 0; i < 8; i++) {
            epochs.make(i);
        }
    }

    private void hear(int first, int last) {
        epochs.said.subList(first, last + 1).forEach(lone.epochs::take);
    }

    /** Comes from another member, a while after it was written. */
    private void comes(int packets, EpochId epoch) {
        int first = written.size() + 1;
        List<Packet> more = lone.side(written, first, written.size() + packets, 0, epoch);
        lone.history.take(more, LoneNode.SELF);
        written.addAll(more);
        lone.node.passes(Pruner.PAUSE.multipliedBy(2));
    }

    private boolean opens(int epoch) {
        return lone.epochs.secret(PIPELINE, epochs.made.get(epoch)).isPresent();
    }

    @Test
    void a_secret_goes_when_its_packets_were_dropped_and_its_time_is_over() {
        hear(0, 7);
        comes(3, epochs.made.get(0));
        comes(2, epochs.made.get(1));
        assertThat(lone.history.isDropped(author, 3)).isTrue();
        assertThat(lone.history.isDropped(author, 4)).isFalse();

        lone.node.passes(MOST_OF_THE_TIME);
        assertThat(opens(0)).as("who was apart may still bring something").isTrue();
        assertThat(noted()).contains(epochs.made.get(0));
        lone.node.passes(MORE);

        assertThat(opens(0)).isFalse();
        assertThat(opens(1)).as("its packets are kept").isTrue();
        assertThat(noted()).as("nothing more is to be found out about it").doesNotContain(epochs.made.get(0));
    }

    private List<EpochId> noted() {
        CompletableFuture<List<StoredEntry>> all = new StoreArea(
                        lone.node.store(), "pipeline/dropped-epochs/" + LoneHistory.TAG.hex())
                .all()
                .toCompletableFuture();
        lone.passes();
        return all.join().stream().map(entry -> EpochId.of(entry.key())).toList();
    }

    @Test
    void the_secrets_of_packets_that_are_still_to_be_fetched_are_not_destroyed() {
        hear(0, 7);
        lone.node.passes(Shredding.LATE.plus(MORE));

        assertThat(List.of(0, 1, 2)).allMatch(this::opens);
    }

    @Test
    void time_begins_when_this_node_hears_that_an_epoch_is_over() {
        hear(0, 0);
        comes(3, epochs.made.get(0));
        comes(2, epochs.made.get(1));
        lone.node.passes(Shredding.LATE.plus(MORE));
        hear(1, 7);

        lone.node.passes(MOST_OF_THE_TIME);
        assertThat(opens(0)).isTrue();
        lone.node.passes(MORE);
        assertThat(opens(0)).isFalse();
    }

    @Test
    void time_begins_anew_when_more_has_come_and_was_dropped() {
        hear(0, 7);
        comes(3, epochs.made.get(0));
        comes(2, epochs.made.get(1));
        lone.node.passes(MOST_OF_THE_TIME);
        comes(1, epochs.made.get(0));
        comes(2, epochs.made.get(1));

        lone.node.passes(MOST_OF_THE_TIME);
        assertThat(opens(0)).isTrue();
        lone.node.passes(MORE);
        assertThat(opens(0)).isFalse();
    }

    @Test
    void nothing_is_destroyed_while_packets_are_damaged() {
        hear(0, 7);
        comes(3, epochs.made.get(0));
        comes(2, epochs.made.get(1));
        lone.history.repair().miss(author, 4);

        lone.node.passes(Shredding.LATE.plus(MORE));

        assertThat(opens(0)).isTrue();
    }

    @Test
    void what_was_dropped_is_still_known_after_a_restart_and_since_when() {
        EpochId epoch = epochs.made.get(0);
        DroppedEpochs before = new DroppedEpochs(lone.node.store(), LoneHistory.TAG);
        before.load();
        lone.passes();
        lone.node.store().commit(before.drop(Set.of(epoch)));
        before.dropped(Set.of(epoch));
        before.look(List.of(epoch), 1_000);
        lone.passes();

        DroppedEpochs after = new DroppedEpochs(lone.node.store(), LoneHistory.TAG);
        after.load();
        lone.passes();

        assertThat(after.isOverSince(epoch, 1_000)).isTrue();
        assertThat(after.isOverSince(epoch, 999)).isFalse();
    }
}
