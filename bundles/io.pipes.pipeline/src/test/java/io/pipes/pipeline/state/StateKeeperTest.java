// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.ReplicatedState;
import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.spi.storage.Change;
import io.pipes.testkit.storage.StoreShelf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateKeeperTest {
    private static final Bytes TAG = Bytes.wrap(new byte[16]);
    private static final EpochId EPOCH = EpochId.of(Bytes.wrap(new byte[EpochId.SIZE]));
    private static final String AREA = "pipeline/state/" + TAG.hex();

    private final StoreShelf shelf = new StoreShelf();
    private LoneNode node = new LoneNode().on(shelf);
    private RecordedHistory history = new RecordedHistory(node);
    private PipelineState state = begin();

    private PipelineState begin() {
        PipelineState begun = new PipelineState(node, history, new HybridClock(node.clock()), TAG, history::publish);
        history.followedBy(begun::grown);
        return begun;
    }

    @Test
    void what_is_written_can_be_read_when_it_is_acknowledged() {
        done(state.map("m").put("k", Content.text("v")));
        done(state.counter("c").add(3));
        done(state.set("s").add("e"));

        assertThat(value("k")).isEqualTo("v");
        assertThat(done(state.counter("c").value())).isEqualTo(3);
        assertThat(done(state.set("s").elements())).containsExactly("e");
        assertThat(done(state.list())).extracting("name").containsExactly("m", "c", "s");
    }

    @Test
    void calls_keep_their_order_while_the_state_is_being_loaded() {
        List<CompletionStage<Sent>> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(state.map("m").put("k", Content.text("v" + i)));
        }
        sent.forEach(this::done);

        assertThat(value("k")).isEqualTo("v9");
    }

    @Test
    void a_write_of_a_node_whose_clock_is_years_behind_replaces_what_it_saw() {
        history.add(
                Authors.ANNA,
                new StateOperation.MapPut("m", "k", Long.MAX_VALUE, List.of(), Content.text("from the future"))
                        .content());
        assertThat(value("k")).isEqualTo("from the future");

        done(state.map("m").put("k", Content.text("now")));
        assertThat(value("k")).isEqualTo("now");
    }

    @Test
    void what_is_much_is_read_while_others_have_their_turn() {
        for (int i = 0; i < 2_500; i++) {
            history.add(Authors.ANNA, new StateOperation.SetAdd("s", "e" + i).content());
            history.add(
                    Authors.BEN, new StateOperation.MapPut("m", "k" + i, 1, List.of(), Content.text("v")).content());
        }
        assertThat(done(state.list())).extracting("entries").containsExactly(2_500L, 2_500L);
        CompletableFuture<?> elements = state.set("s").elements().toCompletableFuture();
        CompletableFuture<?> entries = state.map("m").entries().toCompletableFuture();
        CompletableFuture<Boolean> meanwhile = new CompletableFuture<>();
        node.loop().execute(() -> meanwhile.complete(!elements.isDone() && !entries.isDone()));

        assertThat(done(state.set("s").elements())).hasSize(2_500);
        assertThat(done(state.map("m").entries())).hasSize(2_500);
        assertThat(meanwhile).isCompletedWithValue(true);
        done(state.set("s").remove("e7"));
        done(state.map("m").remove("k7"));
        assertThat(done(state.list())).extracting("entries").containsExactly(2_499L, 2_499L);
        restart();
        assertThat(done(state.list())).extracting("entries").containsExactly(2_499L, 2_499L);
    }

    @Test
    void nonsense_of_others_changes_nothing() {
        history.add(Authors.ANNA, new Content(StateOperation.TYPE, Bytes.hex("ff")));
        done(state.counter("c").add(1));

        assertThat(done(state.list())).hasSize(1);
    }

    @Test
    void a_restart_reads_what_came_since_the_snapshot() {
        for (int i = 0; i < 50; i++) {
            history.add(Authors.ANNA, new StateOperation.SetAdd("s", "e" + i).content());
        }
        assertThat(done(state.set("s").elements())).hasSize(50);
        restart();
        history.add(Authors.BEN, new StateOperation.SetAdd("s", "later").content());

        assertThat(done(state.set("s").elements())).hasSize(51);
        assertThat(history.read).as("of %s packets", history.size()).isEqualTo(1);
    }

    @Test
    void a_crash_costs_no_more_than_what_came_since_a_snapshot_that_was_due() {
        for (int i = 0; i < 5_000; i++) {
            history.add(Authors.ANNA, new StateOperation.CounterAdd("c", 1).content());
        }
        assertThat(done(state.counter("c").value())).isEqualTo(5_000);
        for (int i = 0; i < 10; i++) {
            history.add(Authors.BEN, new StateOperation.CounterAdd("c", 1).content());
        }
        node.passes(Duration.ofSeconds(1));
        startAgain();

        assertThat(done(state.counter("c").value())).isEqualTo(5_010);
        assertThat(history.read).as("of %s packets", history.size()).isEqualTo(10);
    }

    @Test
    void a_snapshot_that_does_not_read_is_as_good_as_none() {
        done(state.counter("c").add(1));
        restart();
        damage();

        assertThat(done(state.counter("c").value())).isEqualTo(1);
        assertThat(history.read).isEqualTo(1);
    }

    private void damage() {
        List<Change> changes = new ArrayList<>();
        done(node.store().scan(AREA, -1, 100)).forEach(entry -> {
            if (entry.key().size() == 12) {
                changes.add(Change.put(AREA, entry.key(), Bytes.hex("01")));
            }
        });
        assertThat(changes).isNotEmpty();
        done(node.store().commit(changes));
    }

    @Test
    void there_is_one_snapshot_however_often_one_is_written() {
        for (int i = 0; i < 5; i++) {
            done(state.counter("c").add(1));
            restart();
        }
        done(state.counter("c").value());

        assertThat(done(node.store().scan(AREA, -1, 100)))
                .as("a head and a page")
                .hasSize(2);
    }

    @Test
    void what_a_removed_node_wrote_behind_its_cut_is_gone() {
        history.add(Authors.ANNA, new StateOperation.CounterAdd("c", 1).content());
        history.add(Authors.ANNA, new StateOperation.CounterAdd("c", 10).content());
        assertThat(done(state.counter("c").value())).isEqualTo(11);
        Heard<Long> heard = new Heard<>(Long.MAX_VALUE);
        state.counter("c").changes().subscribe(heard);
        node.passes(Duration.ofSeconds(1));

        history.limit(Authors.ANNA, 1);
        state.look();
        node.passes(Duration.ofSeconds(1));

        assertThat(done(state.counter("c").value())).isEqualTo(1);
        assertThat(heard.events).containsExactly(11L, 1L);
        history.limit(Authors.ANNA, 2);
        state.look();
        node.passes(Duration.ofSeconds(1));
        assertThat(done(state.counter("c").value()))
                .as("another admin had more")
                .isEqualTo(11);
    }

    @Test
    void what_stops_counting_just_when_it_is_read_is_read_when_it_counts_again() {
        count(Authors.ANNA, 1);
        assertThat(done(state.counter("c").value())).isEqualTo(1);
        count(Authors.ANNA, 10);
        node.loop().execute(() -> history.limit(Authors.ANNA, 1));
        node.passes(Duration.ofSeconds(1));
        assertThat(done(state.counter("c").value())).isEqualTo(1);

        history.limit(Authors.ANNA, 2);
        state.look();
        node.passes(Duration.ofSeconds(1));

        assertThat(done(state.counter("c").value())).isEqualTo(11);
    }

    /** As an author has it done who takes back what it wrote again and again. */
    @Test
    void what_is_taken_away_again_and_again_does_not_keep_the_state_from_being_read() {
        count(Authors.ANNA, 1);
        count(Authors.ANNA, 10);
        for (int i = 0; i < 30; i++) {
            count(Authors.BEN, 1);
        }
        assertThat(done(state.counter("c").value())).isEqualTo(41);
        history.limit(Authors.ANNA, 1);
        takeAway(300);
        CompletableFuture<Long> seen = new CompletableFuture<>();
        afterTurns(200, () -> state.counter("c").value().thenAccept(seen::complete));
        node.passes(Duration.ofSeconds(1));

        assertThat(seen).as("while it goes on").isCompletedWithValue(31L);
        assertThat(done(state.counter("c").value())).isEqualTo(31);
        history.limit(Authors.ANNA, 2);
        state.look();
        node.passes(Duration.ofSeconds(1));
        assertThat(done(state.counter("c").value())).as("and afterwards").isEqualTo(41);
    }

    /** In so many turns of the loop. */
    private void takeAway(int turns) {
        state.forget();
        state.readAgain();
        if (turns > 1) {
            node.loop().execute(() -> takeAway(turns - 1));
        }
    }

    private void afterTurns(int turns, Runnable task) {
        node.loop().execute(turns == 0 ? task : () -> afterTurns(turns - 1, task));
    }

    @Test
    void a_snapshot_of_what_counts_no_more_is_not_used() {
        history.add(Authors.ANNA, new StateOperation.CounterAdd("c", 1).content());
        history.add(Authors.ANNA, new StateOperation.CounterAdd("c", 10).content());
        assertThat(done(state.counter("c").value())).isEqualTo(11);
        restart();
        history.limit(Authors.ANNA, 1);

        assertThat(done(state.counter("c").value())).isEqualTo(1);
    }

    @Test
    void what_was_passed_over_is_read_when_its_key_has_come_also_after_a_restart() {
        history.seal(count(Authors.ANNA, 10), EPOCH);
        count(Authors.ANNA, 1);
        assertThat(done(state.counter("c").value())).isEqualTo(1);
        restart();
        history.keyHasCome(EPOCH);

        assertThat(done(state.counter("c").value())).isEqualTo(11);
        assertThat(history.read).as("all was read again").isEqualTo(2);
    }

    @Test
    void a_snapshot_that_is_written_while_all_is_read_again_knows_what_it_lacks() {
        history.seal(count(Authors.ANNA, 10), EPOCH);
        count(Authors.ANNA, 1);
        assertThat(done(state.counter("c").value())).isEqualTo(1);
        history.keyHasCome(EPOCH);
        state.look();
        restart();

        assertThat(done(state.counter("c").value())).isEqualTo(11);
    }

    @Test
    void epochs_that_one_author_makes_up_leave_the_others_theirs() {
        for (int i = 0; i < 4_200; i++) {
            byte[] madeUp = ByteBuffer.allocate(EpochId.SIZE).putInt(i + 1).array();
            history.seal(count(Authors.ANNA, 1), EpochId.of(Bytes.wrap(madeUp)));
        }
        // Read in turn with the others, and behind them.
        for (int i = 0; i < 2_000; i++) {
            count(Authors.BEN, 1);
        }
        history.seal(count(Authors.BEN, 10), EPOCH);
        assertThat(done(state.counter("c").value())).isEqualTo(2_000);
        history.keyHasCome(EPOCH);
        state.look();
        node.passes(Duration.ofSeconds(1));

        assertThat(done(state.counter("c").value())).isEqualTo(2_010);
    }

    @Test
    void what_is_damaged_is_passed_over_and_read_once_it_is_mended() {
        count(Authors.ANNA, 1);
        history.damage(count(Authors.ANNA, 10));
        count(Authors.ANNA, 100);
        assertThat(done(state.counter("c").value())).isEqualTo(101);
        state.mended();
        node.passes(Duration.ofSeconds(1));
        assertThat(done(state.counter("c").value())).as("not yet").isEqualTo(101);
        restart();
        assertThat(done(state.counter("c").value())).isEqualTo(101);
        history.mend();
        state.mended();
        node.passes(Duration.ofSeconds(1));

        assertThat(done(state.counter("c").value())).isEqualTo(111);
    }

    @Test
    void the_loss_of_somebodys_last_operation_does_not_keep_the_state_from_being_read_again() {
        Message last = count(Authors.BEN, 5);
        count(Authors.ANNA, 1);
        count(Authors.ANNA, 10);
        assertThat(done(state.counter("c").value())).isEqualTo(16);
        history.damage(last);
        history.limit(Authors.ANNA, 1);
        state.look();
        node.passes(Duration.ofSeconds(1));

        assertThat(done(state.counter("c").value())).isEqualTo(1);
    }

    @Test
    void who_may_not_write_any_more_hears_that_what_counts_no_more_is_durable() {
        done(state.counter("c").add(1));
        history.limit(LoneNode.SELF, 1);
        state.look();

        done(state.counter("c").add(1));

        assertThat(done(state.counter("c").value())).isEqualTo(1);
    }

    @Test
    void a_store_that_fails_is_asked_again() {
        count(Authors.ANNA, 1);
        history.fails = true;
        CompletableFuture<Long> sum = state.counter("c").value().toCompletableFuture();
        node.passes(Duration.ofSeconds(5));
        assertThat(sum).isNotDone();
        history.fails = false;
        node.passes(Duration.ofSeconds(5));

        assertThat(sum).isCompletedWithValue(1L);
    }

    private Message count(NodeId author, long delta) {
        return history.add(author, new StateOperation.CounterAdd("c", delta).content());
    }

    @Test
    void a_slow_subscriber_gets_the_latest_of_each_key() {
        done(state.map("m").put("a", Content.text("0")));
        Heard<MapChange> heard = new Heard<>(1);
        state.map("m").changes().subscribe(heard);
        node.passes(Duration.ofSeconds(1));
        for (int i = 1; i <= 20; i++) {
            done(state.map("m").put("a", Content.text("" + i)));
            done(state.map("m").put("b", Content.text("" + i)));
        }
        done(state.map("m").remove("b"));
        assertThat(heard.events).hasSize(1);

        heard.more(100);
        node.passes(Duration.ofSeconds(1));

        assertThat(heard.events).hasSize(3);
        assertThat(heard.events.get(1).now().map(entry -> text(entry.value()))).contains("20");
        assertThat(heard.events.get(2)).isEqualTo(new MapChange("b", Optional.empty()));
    }

    @Test
    void who_reads_and_writes_hears_that_the_feature_goes() {
        done(state.counter("c").add(1));
        Heard<Long> heard = new Heard<>(Long.MAX_VALUE);
        state.counter("c").changes().subscribe(heard);
        node.passes(Duration.ofSeconds(1));
        done(state.finish());
        node.passes(Duration.ofSeconds(1));

        assertThat(heard.failure).isInstanceOf(PipesException.class);
        assertThatThrownBy(() -> done(state.counter("c").add(1))).hasCauseInstanceOf(PipesException.class);
    }

    @Test
    void names_keys_and_values_are_checked() {
        ReplicatedState checked = state;
        assertThatThrownBy(() -> checked.map("No name")).isInstanceOf(PipesException.class);
        assertThatThrownBy(() -> checked.set("s").add("")).isInstanceOf(PipesException.class);
        assertThatThrownBy(() -> checked.set("s").add("\ud83d")).isInstanceOf(PipesException.class);
        assertThatThrownBy(() -> checked.map("m").put("x".repeat(513), Content.text("")))
                .isInstanceOf(PipesException.class);
        Content large = new Content("x/y", Bytes.wrap(new byte[(256 << 10) + 1]));
        assertThatThrownBy(() -> checked.map("m").put("k", large)).isInstanceOf(PipesException.class);
    }

    /** Ends as the feature does, and begins on the same disk. */
    private void restart() {
        done(state.finish());
        node.passes(Duration.ofSeconds(1));
        startAgain();
    }

    /** Begins on the same disk. */
    private void startAgain() {
        node = new LoneNode().on(shelf);
        RecordedHistory before = history;
        history = before.of(node);
        state = begin();
    }

    private String value(String key) {
        return text(done(state.map("m").get(key)).orElseThrow().value());
    }

    private static String text(Content content) {
        return new String(content.bytes().toArray(), StandardCharsets.UTF_8);
    }

    private <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        node.passes(Duration.ofMillis(10));
        assertThat(future).isDone();
        return future.join();
    }

    /** Takes what comes, as much as it was told to. */
    private static final class Heard<E> implements Flow.Subscriber<E> {
        private final List<E> events = new ArrayList<>();
        private final long demand;
        private @Nullable Throwable failure;
        private Flow.@Nullable Subscription subscription;

        private Heard(long demand) {
            this.demand = demand;
        }

        private void more(long count) {
            if (subscription != null) {
                subscription.request(count);
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(demand);
        }

        @Override
        public void onNext(E event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable why) {
            failure = why;
        }

        @Override
        public void onComplete() {}
    }
}
