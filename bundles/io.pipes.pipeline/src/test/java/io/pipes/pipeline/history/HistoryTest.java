// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.blob.BlobNode;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.node.Membership;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A history on its own: what others have of an author comes when a test says so. */
class HistoryTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final Bytes TAG = ZEROS.slice(0, 16);
    /** Between the clocks of two packets. */
    private static final long STEP = 1_000;

    private final SigningKey key = new LoneNode().suite().newSigningKey(new SeededRandomness(1));
    private final NodeId author = NodeId.of(key.publicKey());
    private final LoneNode node = new LoneNode(author).on(new StoreShelf());
    private final HistoryStore store = new HistoryStore(node.store(), TAG);
    private final Cuts cuts = new Cuts(node);
    private final History history = history();
    /** What the author wrote first. */
    private final List<Packet> written = side(List.of(), 1, 60, 0);

    private History history() {
        PipelineEntry pipeline = new PipelineEntry(
                PipelineId.of(ZEROS),
                TAG,
                "notes",
                PipelineKind.PERSISTENT,
                LoneNode.SELF,
                Optional.empty(),
                HistoryPolicy.FULL,
                Retention.ALL);
        return new History(
                node,
                pipeline,
                new EpochBook(node),
                cuts,
                new Forks(node),
                new Ahead.Room(),
                new BlobNode(node),
                new Silence());
    }

    @BeforeEach
    void takes_what_was_written_first() {
        history.load();
        passes();
        history.take(written);
        passes();
    }

    private void passes() {
        node.passes(Duration.ofSeconds(1));
    }

    /**
     * What an author's keys wrote at another place.
     *
     * @param before what it continues up to the first number
     * @param earlier how much earlier its clock was than that of what was written first
     */
    private List<Packet> side(List<Packet> before, int first, int last, long earlier) {
        Chain chain = new Chain(author);
        before.subList(0, first - 1).forEach(chain::add);
        List<Packet> made = new ArrayList<>();
        for (int seq = first; seq <= last; seq++) {
            Packet packet = packet(chain.next(), seq * STEP - earlier);
            chain.add(packet);
            made.add(packet);
        }
        return made;
    }

    private Packet packet(PacketPlace place, long hlc) {
        PacketHeader header =
                new PacketHeader(NetworkId.of(ZEROS), TAG, EpochId.of(ZEROS), author, place, hlc, ZEROS, ZEROS, ZEROS);
        return Packet.seal(node.suite(), header, Bytes.utf8("sealed"), key::sign);
    }

    private boolean after(CompletionStage<Boolean> replacing) {
        CompletableFuture<Boolean> replaced = replacing.toCompletableFuture();
        passes();
        return replaced.join();
    }

    /** What is here of the author now, each the successor of the one before. */
    private List<Bytes> here() {
        CompletableFuture<List<Bytes>> run = history.run(author, 1, 200).toCompletableFuture();
        passes();
        return run.join();
    }

    private static List<Bytes> encoded(List<Packet> begin, int upTo, List<Packet> rest) {
        List<Bytes> all = new ArrayList<>();
        begin.subList(0, upTo).forEach(packet -> all.add(packet.encoded()));
        rest.forEach(packet -> all.add(packet.encoded()));
        return all;
    }

    @Test
    void a_side_that_counts_takes_the_place_of_what_is_here() {
        List<Packet> theirs = side(written, 50, 70, 1);

        assertThat(after(history.replace(theirs))).isTrue();

        assertThat(here()).isEqualTo(encoded(written, 49, theirs));
    }

    /** Three sides: what was compared with the first one is not here any more when its turn comes. */
    @Test
    void a_side_that_parted_from_what_is_gone_by_now_is_not_taken() {
        List<Packet> third = side(written, 40, 70, 2);
        List<Packet> second = side(written, 50, 70, 3);
        assertThat(after(history.replace(third))).isTrue();

        assertThat(after(history.replace(second))).isFalse();

        assertThat(here()).isEqualTo(encoded(written, 39, third));
    }

    @Test
    void a_side_that_does_not_count_any_more_when_its_turn_comes_is_not_taken() {
        List<Packet> second = side(written, 50, 70, 2);
        assertThat(after(history.replace(second))).isTrue();

        assertThat(after(history.replace(side(written, 50, 70, 1)))).isFalse();

        assertThat(here()).isEqualTo(encoded(written, 49, second));
    }

    @Test
    void of_a_former_writer_nothing_goes_before_an_admin_has_said_what_counts() {
        List<Packet> theirs = side(written, 50, 70, 1);
        OperationId removal = OperationId.of(ZEROS);
        node.formerWriters.put(author, List.of(new Membership.Ending(removal, 0)));

        assertThat(after(history.replace(theirs))).isFalse();
        assertThat(here()).isEqualTo(encoded(written, 60, List.of()));

        CutStatement said = new CutStatement(
                author,
                removal,
                Map.of(TAG, new CutStatement.Cut(65, theirs.get(15).id().bytes())));
        cuts.take(new Membership.Statement(removal, LoneNode.SELF, Role.ADMIN, CutStatement.KIND, said.encode()));
        assertThat(after(history.replace(theirs))).isTrue();
        assertThat(here()).isEqualTo(encoded(written, 49, theirs.subList(0, 16)));
    }

    /** Whom nothing is to be told here. */
    private static final class Silence implements HistoryListener {
        @Override
        public void published(Packet packet) {}

        @Override
        public void grown(History history) {}

        @Override
        public void opened(History history) {}

        @Override
        public void lacks(History history, NodeId author, long upTo, NodeId peer) {}

        @Override
        public void damaged(History history) {}

        @Override
        public void roomToWrite() {}
    }
}
