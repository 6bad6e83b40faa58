// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedLoop loop = new SimulatedLoop(time, "node");
    private final List<Object> seen = new ArrayList<>();

    @Test
    void events_happen_in_order_of_their_moments() {
        loop.schedule(Duration.ofMillis(20), () -> seen.add(millis()));
        loop.schedule(Duration.ofMillis(10), () -> seen.add(millis()));
        loop.execute(() -> seen.add(millis()));

        time.runFor(Duration.ofMillis(15));
        assertThat(seen).containsExactly(0L, 10L);
        assertThat(millis()).isEqualTo(15);

        time.runFor(Duration.ofMillis(15));
        assertThat(seen).containsExactly(0L, 10L, 20L);
    }

    @Test
    void one_loop_keeps_the_order_of_scheduling() {
        IntStream.range(0, 100).forEach(i -> loop.schedule(Duration.ofMillis(1), () -> seen.add(i)));

        time.runFor(Duration.ofMillis(1));

        assertThat(seen).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void the_seed_decides_which_loop_comes_first() {
        Set<List<String>> orders = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            List<String> order = turns(seed);
            assertThat(turns(seed)).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders).as("orders of three loops at one instant").hasSize(6);
    }

    @Test
    void nothing_runs_inside_the_call_and_a_loop_knows_when_it_runs() {
        loop.execute(() -> {
            loop.execute(() -> seen.add("later"));
            seen.add(loop.inLoop());
        });

        assertThat(seen).isEmpty();
        assertThat(loop.inLoop()).isFalse();
        time.runFor(Duration.ZERO);
        assertThat(seen).containsExactly(true, "later");
    }

    @Test
    void a_cancelled_task_does_not_begin() {
        loop.schedule(Duration.ofMillis(1), () -> seen.add("cancelled")).cancel();
        for (int i = 0; i < 50_000; i++) {
            loop.schedule(Duration.ofMillis(1), () -> seen.add("cancelled")).cancel();
        }

        assertThat(time.idle()).isTrue();
        time.runFor(Duration.ofMillis(1));
        assertThat(seen).isEmpty();
    }

    @Test
    void an_exception_ends_neither_the_loop_nor_is_it_forgotten() {
        loop.execute(() -> {
            throw new IllegalStateException("a mistake");
        });
        loop.execute(() -> seen.add("goes on"));

        time.runFor(Duration.ZERO);

        assertThat(seen).containsExactly("goes on");
        assertThat(time.failures()).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_stopped_loop_refuses_and_forgets() {
        loop.execute(() -> seen.add("never"));
        loop.stop();

        time.runFor(Duration.ofSeconds(1));

        assertThat(seen).isEmpty();
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void a_suspended_loop_does_everything_later_in_order() {
        loop.suspend();
        loop.schedule(Duration.ofMillis(2), () -> seen.add(2));
        loop.schedule(Duration.ofMillis(1), () -> seen.add(1));
        time.runFor(Duration.ofSeconds(60));
        assertThat(seen).isEmpty();

        loop.resume();
        time.runFor(Duration.ZERO);

        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void another_thread_is_refused() {
        CompletableFuture<Void> foreign = CompletableFuture.runAsync(() -> loop.execute(() -> {}));

        assertThatThrownBy(foreign::join).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_fast_clock_has_early_timers() {
        loop.clock().drift(1_000_000);
        long before = loop.clock().nanos();
        loop.schedule(Duration.ofMillis(10), () -> seen.add(millis()));

        time.runFor(Duration.ofMillis(10));

        assertThat(seen).containsExactly(5L);
        assertThat(loop.clock().nanos() - before).isEqualTo(20_000_000);
    }

    @Test
    void a_wall_clock_steps_freezes_and_thaws_but_nanos_go_on() {
        SimulatedClock clock = loop.clock();
        long before = clock.nanos();

        clock.step(Duration.ofDays(-3_650));
        assertThat(clock.wallMillis())
                .isEqualTo(SimulatedClock.START_MILLIS - Duration.ofDays(3_650).toMillis());
        clock.step(Duration.ofDays(3_650));
        clock.freeze();
        time.runFor(Duration.ofSeconds(5));
        assertThat(clock.wallMillis()).isEqualTo(SimulatedClock.START_MILLIS);
        clock.thaw();

        assertThat(clock.wallMillis()).isEqualTo(SimulatedClock.START_MILLIS + 5_000);
        assertThat(clock.nanos() - before).isEqualTo(5_000_000_000L);
    }

    @Test
    void coarse_timers_are_late_but_in_order() {
        SimulatedLoop coarse = new SimulatedLoop(time, "coarse", new Buggify(new SeededRandomness(1), 1, 1));
        coarse.schedule(Duration.ofMillis(3), () -> seen.add("first " + millis()));
        coarse.schedule(Duration.ofMillis(5), () -> seen.add("second " + millis()));

        time.runFor(Duration.ofMillis(20));

        assertThat(seen).containsExactly("first 16", "second 16");
    }

    @Test
    void blocking_tasks_take_the_time_their_devices_say() {
        SimulatedLoops loops = new SimulatedLoops(time, loop);
        for (int i = 0; i < 3; i++) {
            loops.blocking().execute(() -> {
                seen.add(millis());
                loops.spend(Duration.ofMillis(10).toNanos());
            });
        }

        time.runFor(Duration.ofSeconds(1));

        assertThat(seen).containsExactly(0L, 10L, 20L);
    }

    @Test
    void the_trace_tells_two_runs_apart() {
        assertThat(trace(1, 10)).isEqualTo(trace(1, 10));
        assertThat(trace(1, 10)).isNotEqualTo(trace(1, 11));
        assertThat(trace(1, 10)).isNotEqualTo(trace(2, 10));
    }

    @Test
    void a_manual_clock_runs_what_becomes_due_at_its_moment() {
        ManualClock clock = new ManualClock();
        clock.schedule(Duration.ofMillis(2), () -> seen.add(clock.nanos()));
        clock.schedule(Duration.ofMillis(1), () -> {
            seen.add(clock.nanos());
            clock.schedule(Duration.ofMillis(3), () -> seen.add(clock.nanos()));
        });
        clock.schedule(Duration.ofMillis(1), () -> seen.add("cancelled")).cancel();

        clock.advance(Duration.ofMillis(5));

        assertThat(seen).containsExactly(1_000_000L, 2_000_000L, 4_000_000L);
        assertThat(clock.wallMillis()).isEqualTo(SimulatedClock.START_MILLIS + 5);
    }

    private long millis() {
        return time.nanos() / 1_000_000;
    }

    private static List<String> turns(long seed) {
        VirtualTime time = new VirtualTime(seed);
        List<String> order = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            new SimulatedLoop(time, name).execute(() -> order.add(name));
        }
        time.runFor(Duration.ZERO);
        return order;
    }

    private static long trace(long seed, int delay) {
        VirtualTime time = new VirtualTime(seed);
        SimulatedLoop loop = new SimulatedLoop(time, "node");
        loop.schedule(Duration.ofMillis(delay), () -> {});
        time.runFor(Duration.ofSeconds(1));
        return time.trace().hash();
    }
}
