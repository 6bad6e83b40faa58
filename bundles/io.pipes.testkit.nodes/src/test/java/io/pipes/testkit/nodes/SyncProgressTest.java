// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** People see how far copies of a pipeline have come together. */
@Tag("simulation")
class SyncProgressTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** The number of a message of {@code sync.1} that brings packets. */
    private static final int RUN = 7;

    @Test
    @SimulatedNodes(count = 3)
    void who_was_away_sees_what_is_missing_until_it_has_come(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode away = pipes.node(2);
        away.kill();
        for (int i = 0; i < 30; i++) {
            pipes.done(notes.write(pipes.node(0), "note " + i));
        }
        List<Runnable> held = new ArrayList<>();
        pipes.tap(new Tap() {
            @Override
            public void said(TappedExchange exchange, Bytes message) {
                if (exchange.protocol().equals("sync.1") && message.at(1) == RUN) {
                    held.add(() -> exchange.pass(message));
                } else {
                    exchange.pass(message);
                }
            }
        });
        away.restart();
        assertThat(pipes.eventually(() -> away.isConnected() && !held.isEmpty(), SOON))
                .isTrue();
        Watcher watcher = watch(pipes, away, Long.MAX_VALUE);
        pipes.pass(Duration.ofSeconds(2));
        assertThat(watcher.last().state()).isEqualTo(SyncProgress.State.FETCHING);
        assertThat(watcher.last().packets()).isZero();
        assertThat(watcher.last().missing()).isEqualTo(30);

        pipes.tap(Tap.NONE);
        held.forEach(Runnable::run);
        assertThat(pipes.until(() -> watcher.last().state() == SyncProgress.State.IN_STEP, Duration.ofMinutes(1)))
                .isTrue();

        List<SyncProgress.Peer> others = pipes.nodes().stream()
                .limit(2)
                .map(SimulatedNode::id)
                .sorted()
                .map(id -> new SyncProgress.Peer(id, 30, true))
                .toList();
        assertThat(watcher.last()).isEqualTo(new SyncProgress(30, 0, false, others));
    }

    @Test
    @SimulatedNodes(count = 3)
    void who_has_no_room_is_seen_to_be_behind(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        SimulatedNode full = pipes.node(2);
        Watcher here = watch(pipes, pipes.node(0), Long.MAX_VALUE);
        full.failStore(StoreException.Reason.FULL);
        Watcher there = watch(pipes, full, Long.MAX_VALUE);
        for (int i = 0; i < 5; i++) {
            pipes.done(notes.write(pipes.node(0), "note " + i));
        }
        pipes.pass(Duration.ofMinutes(1));

        assertThat(here.last().state()).isEqualTo(SyncProgress.State.APART);
        assertThat(here.last().peers())
                .contains(new SyncProgress.Peer(pipes.node(1).id(), 5, true))
                .noneMatch(peer -> peer.node().equals(full.id()) && peer.inStep());
        assertThat(there.last().packets()).isZero();
        assertThat(there.last().state()).isIn(SyncProgress.State.FETCHING, SyncProgress.State.BEHIND);
        assertThat(there.last().missing()).isEqualTo(5);
        full.failStore(null);
        assertThat(pipes.until(() -> here.last().state() == SyncProgress.State.IN_STEP, Duration.ofMinutes(10)))
                .isTrue();
        assertThat(there.last().missing()).isZero();
    }

    @Test
    @SimulatedNodes(count = 2)
    void it_is_told_once_a_second_at_most_and_not_at_all_while_nothing_changes(SimulatedPipes pipes) {
        Notes notes = Notes.create(pipes);
        pipes.pass(SOON);
        Watcher watcher = watch(pipes, pipes.node(0), Long.MAX_VALUE);
        Watcher slow = watch(pipes, pipes.node(0), 1);
        for (int i = 0; i < 100; i++) {
            pipes.done(notes.write(pipes.node(0), "note " + i));
            pipes.pass(Duration.ofMillis(300));
        }
        assertThat(watcher.heard).hasSizeBetween(20, 40);
        pipes.pass(SOON);
        int told = watcher.heard.size();

        pipes.pass(Duration.ofMinutes(10));

        assertThat(watcher.heard).hasSize(told);
        assertThat(watcher.last().state()).isEqualTo(SyncProgress.State.IN_STEP);
        assertThat(slow.heard).hasSize(1);
        slow.more(10);
        pipes.pass(Duration.ofSeconds(1));
        assertThat(slow.heard).as("the newest only").hasSize(2).endsWith(watcher.last());
    }

    @Test
    @SimulatedNodes(count = 2)
    void who_is_left_alone_sees_that_too(SimulatedPipes pipes) {
        Notes.create(pipes);
        Watcher watcher = watch(pipes, pipes.node(0), Long.MAX_VALUE);
        pipes.pass(SOON);
        assertThat(watcher.last().state()).isEqualTo(SyncProgress.State.IN_STEP);
        pipes.node(1).kill();
        pipes.pass(Duration.ofMinutes(2));
        assertThat(watcher.last()).isEqualTo(new SyncProgress(0, 0, false, List.of()));

        pipes.node(0).replacePipelines();
        pipes.pass(SOON);

        assertThat(watcher.failure)
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failure -> assertThat(failure.code()).isEqualTo(PipesException.Code.FEATURE_MISSING));
    }

    private static Watcher watch(SimulatedPipes pipes, SimulatedNode node, long demand) {
        Watcher watcher = new Watcher(demand);
        pipes.done(node.onLoop(() -> {
            Notes.pipeline(node).progress().subscribe(watcher);
            return true;
        }));
        return watcher;
    }

    /** Takes what it hears, as much as it was told to. */
    private static final class Watcher implements Flow.Subscriber<SyncProgress> {
        private static final SyncProgress NOTHING = new SyncProgress(0, 0, false, List.of());

        private final List<SyncProgress> heard = new ArrayList<>();
        private final long demand;
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable failure;

        private Watcher(long demand) {
            this.demand = demand;
        }

        private SyncProgress last() {
            return heard.isEmpty() ? NOTHING : heard.get(heard.size() - 1);
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
        public void onNext(SyncProgress progress) {
            heard.add(progress);
        }

        @Override
        public void onError(Throwable why) {
            failure = why;
        }

        @Override
        public void onComplete() {}
    }
}
