// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Patience patience = new Patience(0);
    private long now;

    @Test
    void it_is_over_when_others_have_waited_too_long_at_once() {
        waitFor(SECOND);
        assertThat(patience.isOver()).isFalse();

        waitFor(SECOND);
        waitFor(SECOND);
        assertThat(patience.isOver()).isTrue();
    }

    @Test
    void who_stumbles_now_and_then_is_always_waited_for() {
        for (int i = 0; i < 100; i++) {
            waitFor(SECOND);
            pass(Duration.ofSeconds(10));

            assertThat(patience.isOver()).isFalse();
        }
    }

    @Test
    void half_of_it_is_back_after_ten_times_as_long() {
        waitFor(SECOND);
        waitFor(SECOND);
        pass(Duration.ofSeconds(7));
        assertThat(patience.isBack(now)).isFalse();

        pass(Duration.ofSeconds(3));
        assertThat(patience.isBack(now)).isTrue();
    }

    private void waitFor(Duration time) {
        pass(time);
        patience.spend(time, now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
