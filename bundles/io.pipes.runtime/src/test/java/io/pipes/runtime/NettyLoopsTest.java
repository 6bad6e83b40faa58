// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Cancellable;
import io.pipes.runtime.netty.NettyLoop;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class NettyLoopsTest {
    private static final int HANG_SECONDS = 30;

    @ParameterizedTest
    @EnumSource
    void tasks_of_a_loop_run_one_after_the_other_in_the_order_they_came(Polling polling) throws Exception {
        try (NettyLoops loops = NettyLoops.start(1, polling)) {
            Loop loop = loops.next();
            List<Integer> ran = new ArrayList<>();

            IntStream.range(0, 1_000).forEach(i -> loop.execute(() -> ran.add(i)));
            await(CompletableFuture.runAsync(() -> {}, loop));

            assertThat(ran)
                    .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_loop_that_ends_by_itself_is_told_of(Polling polling) throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        try (NettyLoops loops = NettyLoops.start(2, polling, lost::countDown)) {
            NettyLoop.of(loops.next()).eventLoop().shutdownGracefully(0, 0, TimeUnit.SECONDS);

            assertThat(lost.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void loops_that_are_closed_are_not_lost() {
        AtomicInteger lost = new AtomicInteger();
        NettyLoops.start(2, Polling.best(), lost::incrementAndGet).close();

        assertThat(lost).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void a_loop_knows_whether_it_is_asked_from_within(Polling polling) throws Exception {
        try (NettyLoops loops = NettyLoops.start(2, polling)) {
            Loop one = loops.next();
            Loop other = loops.next();

            assertThat(one).isNotSameAs(other);
            assertThat(one.inLoop()).isFalse();
            assertThat(await(CompletableFuture.supplyAsync(one::inLoop, one))).isTrue();
            assertThat(await(CompletableFuture.supplyAsync(one::inLoop, other))).isFalse();
            assertThat(loops.next()).isSameAs(one);
        }
    }

    @ParameterizedTest
    @EnumSource
    void timers_run_on_the_loop_in_the_order_of_their_time_and_not_too_early(Polling polling) throws Exception {
        try (NettyLoops loops = NettyLoops.start(1, polling)) {
            Loop loop = loops.next();
            List<String> ran = new ArrayList<>();
            CompletableFuture<Long> last = new CompletableFuture<>();
            long before = loop.clock().nanos();

            loop.execute(() -> {
                loop.schedule(Duration.ofMillis(400), () -> {
                    ran.add("late " + loop.inLoop());
                    last.complete(loop.clock().nanos() - before);
                });
                loop.schedule(Duration.ofMillis(1), () -> ran.add("early " + loop.inLoop()));
            });

            assertThat(await(last))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(400).toNanos());
            assertThat(ran).containsExactly("early true", "late true");
        }
    }

    @Test
    void a_timer_without_delay_never_runs_inside_the_call() throws Exception {
        try (NettyLoops loops = NettyLoops.start(1)) {
            Loop loop = loops.next();
            List<String> ran = new ArrayList<>();
            CompletableFuture<Void> done = new CompletableFuture<>();

            loop.execute(() -> {
                loop.schedule(Duration.ZERO, () -> ran.add("zero"));
                loop.schedule(Duration.ofSeconds(Long.MIN_VALUE), () -> {
                    ran.add("less");
                    done.complete(null);
                });
                ran.add("caller");
            });

            await(done);
            assertThat(ran).containsExactly("caller", "zero", "less");
        }
    }

    @Test
    void a_timer_in_the_farthest_future_waits_and_can_be_called_off() throws Exception {
        try (NettyLoops loops = NettyLoops.start(1)) {
            AtomicBoolean ran = new AtomicBoolean();
            Cancellable never = loops.next().schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.set(true));

            await(CompletableFuture.runAsync(() -> {}, loops.next()));
            never.cancel();
            never.cancel();

            assertThat(ran).isFalse();
        }
    }

    @Test
    void a_timer_called_off_on_the_loop_does_not_run() throws Exception {
        try (NettyLoops loops = NettyLoops.start(1)) {
            Loop loop = loops.next();
            AtomicBoolean ran = new AtomicBoolean();
            CompletableFuture<Void> after = new CompletableFuture<>();

            loop.execute(() -> {
                Cancellable timer = loop.schedule(Duration.ZERO, () -> ran.set(true));
                timer.cancel();
                loop.schedule(Duration.ofMillis(20), () -> after.complete(null));
            });

            await(after);
            assertThat(ran).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_task_that_throws_ends_nothing_else(Polling polling) throws Exception {
        try (NettyLoops loops = NettyLoops.start(1, polling)) {
            Loop loop = loops.next();
            for (Executor executor : List.of(loop, loops.workers(), loops.blocking())) {
                Thread before = await(CompletableFuture.supplyAsync(Thread::currentThread, loop));
                executor.execute(() -> {
                    throw new AssertionError("on purpose");
                });
                loop.schedule(Duration.ZERO, () -> {
                    throw new IllegalStateException("on purpose");
                });

                assertThat(await(CompletableFuture.supplyAsync(() -> "alive", executor)))
                        .isEqualTo("alive");
                assertThat(await(CompletableFuture.supplyAsync(Thread::currentThread, loop)))
                        .isSameAs(before);
            }
        }
    }

    @Test
    void as_many_workers_as_processors_and_four_to_eight_that_may_block() throws Exception {
        try (NettyLoops loops = NettyLoops.start()) {
            assertThat(threadsOf(loops.workers()))
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(threadsOf(loops.blocking())).isBetween(4, 8);
        }
    }

    @Test
    void what_a_blocking_task_finds_while_the_runtime_stops_still_reaches_its_loop() throws Exception {
        NettyLoops loops = NettyLoops.start(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<String> result = new CompletableFuture<>();
        loops.blocking().execute(() -> {
            begun.countDown();
            // Long enough for loops to end, if they were stopped first.
            waitFor(never, 1_000);
            loops.next().execute(() -> result.complete("found"));
        });
        assertThat(begun.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();

        loops.close();

        assertThat(result).isCompletedWithValue("found");
    }

    @Test
    void a_stopped_runtime_refuses_tasks_and_may_be_stopped_again() {
        NettyLoops loops = NettyLoops.start(2);
        Loop loop = loops.next();

        loops.close();
        loops.close();

        for (Executor executor : List.of(loop, loops.workers(), loops.blocking())) {
            assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
        assertThatThrownBy(() -> loop.schedule(Duration.ZERO, () -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void a_stopped_runtime_leaves_no_thread_behind() {
        NettyLoops loops = NettyLoops.start(2);
        List<Thread> threads = new ArrayList<>();
        for (Executor executor : List.of(loops.next(), loops.next(), loops.workers(), loops.blocking())) {
            threads.add(CompletableFuture.supplyAsync(Thread::currentThread, executor)
                    .join());
        }

        loops.close();

        assertThat(threads).hasSize(4).allSatisfy(thread -> {
            thread.join(Duration.ofSeconds(HANG_SECONDS).toMillis());
            assertThat(thread.isAlive()).isFalse();
        });
    }

    @Test
    void it_can_be_stopped_from_one_of_its_own_threads() throws Exception {
        NettyLoops loops = NettyLoops.start(1);
        Loop loop = loops.next();

        long before = loop.clock().nanos();
        await(CompletableFuture.runAsync(loops::close, loop));

        // Had it waited for itself, it would have taken five.
        assertThat(loop.clock().nanos() - before)
                .isLessThan(Duration.ofSeconds(4).toNanos());
        CompletableFuture<Void> refused = new CompletableFuture<>();
        while (!refused.isDone()) {
            try {
                loop.execute(Thread::onSpinWait);
            } catch (RejectedExecutionException expected) {
                refused.complete(null);
            }
        }
        assertThat(refused).isCompleted();
    }

    @Test
    void no_loops_at_all_is_a_mistake() {
        assertThatThrownBy(() -> NettyLoops.start(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** How many tasks run at the same time when there is more to do than threads. */
    private static int threadsOf(Executor executor) throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<?>[] tasks = new CompletableFuture<?>[50];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = CompletableFuture.runAsync(
                    () -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        waitFor(goOn, 100);
                        running.decrementAndGet();
                    },
                    executor);
        }
        await(CompletableFuture.allOf(tasks));
        return most.get();
    }

    private static void waitFor(CountDownLatch latch, long millis) {
        try {
            latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("Threads of the runtime are never interrupted", interrupted);
        }
    }

    private static <T> T await(CompletableFuture<T> stage) throws Exception {
        return stage.get(HANG_SECONDS, TimeUnit.SECONDS);
    }
}
