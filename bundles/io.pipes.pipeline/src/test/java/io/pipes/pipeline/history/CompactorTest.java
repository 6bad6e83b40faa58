// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.epoch.LoneEpochs;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which contents are dropped where the latest of each key is kept. */
class CompactorTest {
    private static final PipelineId PIPELINE = PipelineId.of(LoneHistory.ZEROS);
    private static final Duration ROUND = Pruner.PAUSE.plusSeconds(2);

    private final LoneHistory lone = new LoneHistory(new Retention.Latest(Duration.ZERO), 2);
    private final LoneEpochs epochs = new LoneEpochs(lone.node, lone.epochs, PIPELINE);
    private final HybridClock clock = new HybridClock(lone.node.clock());
    private EpochId epoch;
    private Secret secret;

    @BeforeEach
    void make() throws Exception {
        epochs.make(0);
        lone.epochs.take(epochs.said.get(0));
        epoch = epochs.made.get(0);
        secret = lone.epochs.secret(PIPELINE, epoch).orElseThrow();
    }

    private Packet next(int author, Chain chain, String key, Duration ahead) {
        long hlc = clock.next() + (ahead.toMillis() << 16);
        Packet packet = lone.keyed(author, chain.next(), key, hlc, epoch, secret);
        chain.add(packet);
        return packet;
    }

    /** So many keys, one after the other. */
    private List<Packet> write(int author, Chain chain, int first, int end) {
        return IntStream.range(first, end)
                .mapToObj(key -> next(author, chain, "key " + key, Duration.ZERO))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** An author writes, and it comes here. */
    private void writes(int author, String key, Duration ahead) {
        Chain there = new Chain(lone.authors.get(author));
        here(author).forEach(there::add);
        lone.history.take(List.of(next(author, there, key, ahead)), LoneNode.SELF);
        lone.passes();
    }

    private List<Packet> here(int author) {
        CompletableFuture<List<Bytes>> run =
                lone.history.run(lone.authors.get(author), 1, 1_000).toCompletableFuture();
        lone.passes();
        return run.join().stream().map(this::decode).toList();
    }

    private Packet decode(Bytes encoded) {
        try {
            return Packet.decodeOrStub(lone.node.suite(), encoded);
        } catch (MalformedException nonsense) {
            throw new AssertionError(nonsense);
        }
    }

    /** Of whose packets the contents are here. */
    private List<Long> contents(int author) {
        return here(author).stream()
                .filter(packet -> !packet.isStub())
                .map(packet -> packet.header().seq())
                .toList();
    }

    @Test
    void the_latest_of_a_key_stays() {
        writes(0, "key", Duration.ZERO);
        writes(1, "key", Duration.ZERO);
        writes(0, "other", Duration.ZERO);
        lone.node.passes(ROUND);

        assertThat(contents(0)).containsExactly(2L);
        assertThat(contents(1)).containsExactly(1L);
    }

    @Test
    void a_clock_that_is_ahead_replaces_nothing_before_its_time() {
        writes(0, "key", Duration.ofHours(3));
        writes(1, "key", Duration.ZERO);
        writes(1, "key", Duration.ZERO);
        lone.node.passes(Duration.ofHours(2));

        assertThat(contents(0)).containsExactly(1L);
        assertThat(contents(1)).as("neither replaced nor in the way").containsExactly(2L);

        lone.node.passes(Duration.ofHours(2));
        assertThat(contents(0)).containsExactly(1L);
        assertThat(contents(1)).isEmpty();
    }

    @Test
    void a_clock_that_is_a_little_ahead_counts_as_it_is() {
        writes(0, "key", Duration.ofSeconds(50));
        writes(1, "key", Duration.ZERO);
        lone.node.passes(ROUND);

        assertThat(contents(0)).containsExactly(1L);
        assertThat(contents(1)).isEmpty();
    }

    /** Readers would hear it behind what has replaced it. */
    @Test
    void a_second_opinion_puts_nothing_back_that_is_replaced_here() {
        Chain there = new Chain(lone.authors.get(0));
        List<Packet> whole = List.of(next(0, there, "key", Duration.ZERO), next(0, there, "other", Duration.ZERO));
        lone.history.take(
                whole.stream().map(packet -> packet.stub(lone.node.suite())).toList(), lone.authors.get(1));
        writes(1, "key", Duration.ZERO);
        lone.node.passes(ROUND);

        lone.history.take(whole, lone.authors.get(0));
        lone.passes();

        assertThat(contents(0)).containsExactly(2L);
        assertThat(lone.history.withDamage()).as("it is settled").isEmpty();
    }

    @Test
    void what_counts_again_is_looked_at() {
        NodeId former = lone.authors.get(0);
        writes(0, "other", Duration.ZERO);
        writes(1, "key", Duration.ZERO);
        writes(0, "key", Duration.ZERO);
        OperationId removal = OperationId.of(LoneHistory.ZEROS);
        lone.node.formerWriters.put(former, List.of(new Membership.Ending(removal, 0)));
        lone.cuts.take(cut(former, removal));
        lone.history.judge();
        lone.node.passes(ROUND);
        assertThat(contents(1)).containsExactly(1L);

        lone.node.formerWriters.clear();
        lone.history.judge();
        lone.node.passes(ROUND);

        assertThat(contents(1)).isEmpty();
    }

    private Membership.Statement cut(NodeId former, OperationId removal) {
        Cut first = new Cut(1, here(0).get(0).id().bytes());
        CutStatement said = new CutStatement(former, removal, Map.of(LoneHistory.TAG, first));
        return new Membership.Statement(removal, LoneNode.SELF, Role.ADMIN, 0, CutStatement.KIND, said.encode());
    }

    /** A hostile author has two clients, and somebody brings the other side while contents are read that go. */
    @Test
    void no_stub_of_a_side_that_has_gone_takes_the_place_of_what_counts() {
        Chain chain = new Chain(lone.authors.get(0));
        Chain common = new Chain(lone.authors.get(0));
        List<Packet> one = write(0, chain, 0, 90);
        one.forEach(common::add);
        List<Packet> other = write(0, common, 300, 320);
        one.addAll(write(0, chain, 90, 100));
        lone.history.take(one, LoneNode.SELF);
        // What is replaced is read in this order: the end of the chain first, before it goes.
        Chain later = new Chain(lone.authors.get(1));
        for (int key = 99; key >= 0; key--) {
            lone.history.take(List.of(next(1, later, "key " + key, Duration.ZERO)), LoneNode.SELF);
        }
        lone.passes();
        lone.whenReading = () -> lone.history.replace(other);

        lone.node.passes(ROUND);

        List<Packet> here = here(0);
        assertThat(here).hasSize(110);
        Chain whole = new Chain(lone.authors.get(0));
        assertThat(here).allSatisfy(packet -> {
            assertThat(whole.continuesWith(packet)).isTrue();
            whole.add(packet);
        });
    }
}
