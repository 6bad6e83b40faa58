// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.history.SetAside;
import io.pipes.spi.node.Membership;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.storage.StoreShelf;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets of past epochs, and that those which are destroyed stay so. */
class EpochBookTest {
    private static final PipelineEntry PIPELINE = new PipelineEntry(
            PipelineId.of(Bytes.wrap(new byte[32])),
            Bytes.wrap(new byte[16]),
            "notes",
            PipelineKind.PERSISTENT,
            LoneNode.SELF,
            false,
            Optional.empty(),
            PipelineSettings.DEFAULT,
            Set.of(),
            false);
    private static final long HOUR = 3_600_000;

    private final LoneNode node = new LoneNode().on(new StoreShelf());
    private final EpochBook book = new EpochBook(node);
    private final LoneEpochs epochs = new LoneEpochs(node, book, PIPELINE.id());
    private final List<EpochId> made = epochs.made;
    private final List<Membership.Statement> said = epochs.said;

    @BeforeEach
    void make() throws Exception {
        long now = node.clock().wallMillis();
        for (int hour = 9; hour >= 0; hour--) {
            epochs.make(now - hour * HOUR);
        }
        said.forEach(book::take);
    }

    @Test
    void the_newest_five_of_the_past_are_not_given_up() {
        assertThat(book.over(PIPELINE)).hasSize(9).doesNotContain(made.get(9));
        assertThat(book.past(PIPELINE)).containsExactly(made.get(3), made.get(2), made.get(1), made.get(0));
    }

    @Test
    void what_is_destroyed_is_neither_there_nor_given_to_others_and_stays_so() {
        List<EpochId> past = book.past(PIPELINE);
        book.destroy(PIPELINE.id(), past, List.of());
        node.passes(Duration.ofSeconds(1));

        EpochBook later = new EpochBook(node);
        later.load();
        node.passes(Duration.ofSeconds(1));
        said.forEach(later::take);
        EpochBook unaware = new EpochBook(node);
        said.forEach(unaware::take);

        for (EpochBook one : List.of(book, later)) {
            assertThat(past)
                    .allSatisfy(id -> assertThat(one.secret(PIPELINE.id(), id)).isEmpty());
            assertThat(one.secret(PIPELINE.id(), made.get(4))).isPresent();
            assertThat(one.others(PIPELINE, made.get(9), 0)).hasSize(5);
            assertThat(one.tips(PIPELINE).all()).extracting(Epoch::id).containsExactly(made.get(9));
        }
        assertThat(past)
                .as("the boxes would open")
                .allSatisfy(id -> assertThat(unaware.secret(PIPELINE.id(), id)).isPresent());
    }

    @Test
    void what_was_opened_needs_no_box_key_after_a_restart() {
        node.passes(Duration.ofSeconds(1));
        assertThat(isDone(book)).isTrue();
        node.loseBoxKey();

        EpochBook later = new EpochBook(node);
        later.load();
        node.passes(Duration.ofSeconds(1));
        said.forEach(later::take);

        assertThat(made)
                .allSatisfy(id -> assertThat(later.secret(PIPELINE.id(), id))
                        .isPresent()
                        .isEqualTo(book.secret(PIPELINE.id(), id)));
        assertThat(later.tips(PIPELINE).all()).extracting(Epoch::id).containsExactly(made.get(9));
    }

    @Test
    void what_was_destroyed_is_not_even_in_the_store() {
        EpochId gone = book.past(PIPELINE).get(0);
        node.passes(Duration.ofSeconds(1));
        assertThat(stored()).containsExactlyInAnyOrderElementsOf(made);

        book.destroy(PIPELINE.id(), List.of(gone), List.of());
        node.passes(Duration.ofSeconds(1));

        assertThat(stored()).hasSize(9).doesNotContain(gone);
    }

    @Test
    void boxes_are_not_done_with_while_the_disk_takes_nothing() throws Exception {
        node.passes(Duration.ofSeconds(1));
        node.fails(StoreException.Reason.FULL);
        epochs.make(node.clock().wallMillis());
        book.take(said.get(10));
        node.passes(Duration.ofSeconds(1));

        assertThat(book.secret(PIPELINE.id(), made.get(10))).isPresent();
        assertThat(isDone(book)).isFalse();
    }

    @Test
    void what_the_disk_has_lost_is_written_again_before_boxes_are_done_with() {
        node.passes(Duration.ofSeconds(1));
        node.store()
                .commit(List.of(
                        Change.remove("pipeline/epoch-secrets", made.get(4).bytes())));
        node.store()
                .commit(List.of(Change.put("pipeline/epoch-secrets", made.get(5).bytes(), Bytes.utf8("rotten"))));
        assertThat(isDone(book)).as("two are missing").isFalse();
        assertThat(isDone(book)).as("they were written and read").isTrue();
        assertThat(stored()).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void boxes_are_not_done_with_when_the_store_has_just_set_something_aside() {
        AtomicLong damaged = new AtomicLong(1);
        node.behind(store -> SetAside.of(store, damaged::get));
        EpochBook started = start();
        assertThat(isDone(started))
                .as("what was damaged before the start was looked at then")
                .isTrue();

        damaged.incrementAndGet();
        assertThat(isDone(started)).isFalse();
        assertThat(isDone(started)).as("everything is there").isTrue();
    }

    @Test
    void a_secret_that_is_being_destroyed_is_not_taken_for_a_lost_one() {
        EpochId gone = book.past(PIPELINE).get(0);
        CompletableFuture<Void> disk = new CompletableFuture<>();
        node.behind(store -> slow(store, disk));
        EpochBook started = start();
        started.destroy(PIPELINE.id(), List.of(gone), List.of());
        assertThat(isDone(started)).isTrue();
        disk.complete(null);
        node.passes(Duration.ofSeconds(1));

        assertThat(stored()).hasSize(9).doesNotContain(gone);
    }

    /** What is committed is done at once, and said to be only when the disk says so. */
    private static PacketStore slow(PacketStore store, CompletableFuture<Void> disk) {
        return (PacketStore) Proxy.newProxyInstance(
                PacketStore.class.getClassLoader(), new Class<?>[] {PacketStore.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(store, arguments);
                    return method.getName().equals("commit")
                            ? ((CompletionStage<?>) answer).thenCombine(disk, (done, durable) -> done)
                            : answer;
                });
    }

    private boolean isDone(EpochBook asked) {
        CompletableFuture<Void> opened = asked.opened().toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        assertThat(opened).isDone();
        return !opened.isCompletedExceptionally();
    }

    @Test
    void a_secret_behind_another_one_that_damage_took_is_taken_from_its_box_again() throws Exception {
        epochs.makeBefore(node.clock().wallMillis());
        EpochId behind = made.get(10);
        said.forEach(book::take);
        EpochId gone = book.past(PIPELINE).get(0);
        book.destroy(PIPELINE.id(), List.of(gone), List.of());
        node.passes(Duration.ofSeconds(1));
        assertThat(stored()).contains(behind);

        node.store().commit(List.of(Change.remove("pipeline/epoch-secrets", behind.bytes())));
        start();
        assertThat(stored()).as("no box is opened where nothing was damaged").doesNotContain(behind);
        node.behind(store -> SetAside.of(store, () -> 1));
        start();
        assertThat(stored()).contains(behind).doesNotContain(gone);
    }

    @Test
    void a_box_that_does_not_open_and_one_of_a_destroyed_epoch_are_not_tried_again() throws Exception {
        epochs.make(node.clock().wallMillis());
        node.loseBoxKey();
        book.take(said.get(10));
        book.destroy(PIPELINE.id(), book.past(PIPELINE), List.of());
        node.passes(Duration.ofSeconds(1));
        assertThat(node.unboxed).as("each once").isEqualTo(11);

        node.statements.addAll(said);
        book.reload();
        book.reload();

        assertThat(node.unboxed).isEqualTo(11);
    }

    private EpochBook start() {
        EpochBook started = new EpochBook(node);
        started.load();
        node.passes(Duration.ofSeconds(1));
        node.statements.clear();
        node.statements.addAll(said);
        started.reload();
        node.passes(Duration.ofSeconds(1));
        return started;
    }

    private List<EpochId> stored() {
        CompletableFuture<Map<EpochId, Secret>> all =
                new KeptSecrets(node).load().toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return List.copyOf(all.join().keySet());
    }
}
