// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.time.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final Duration WAY = Duration.ofMillis(20);

    private final ManualClock clock = new ManualClock();
    private final WindowBudget budget = new WindowBudget(100_000);
    private final Window window = new Window(budget, clock, 10_000, 64_000);

    @Test
    void doubles_when_it_is_filled_within_a_few_round_trips_up_to_the_most() {
        for (int i = 0; i < 5; i++) {
            clock.advance(WAY);
            window.carried(window.size(), WAY);
        }

        assertThat(window.size()).isEqualTo(64_000);
        assertThat(budget.left()).isEqualTo(46_000);
    }

    @Test
    void stays_as_it_is_for_a_slow_reader() {
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(1));
            window.carried(window.size(), WAY);
        }

        assertThat(window.size()).isEqualTo(10_000);
    }

    @Test
    void stays_as_it_is_when_others_have_used_up_what_there_is() {
        assertThat(budget.take(95_000)).isTrue();

        window.carried(10_000, WAY);

        assertThat(window.size()).isEqualTo(10_000);
    }

    @Test
    void gives_back_what_it_has_grown_by_and_twice_nothing() {
        window.carried(10_000, WAY);
        assertThat(budget.left()).isEqualTo(90_000);

        window.close();
        window.close();

        assertThat(budget.left()).isEqualTo(100_000);
    }
}
