// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LinkWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final LinkWatch watch = new LinkWatch(0);

    /** Looks once a second for a while. */
    private void look(int fromSecond, int toSecond, DoubleUnaryOperator lastHeard) {
        for (int second = fromSecond; second <= toSecond; second++) {
            watch.observe((long) (lastHeard.applyAsDouble(second) * SECOND));
        }
    }

    private double suspicionAt(double second) {
        return watch.suspicion((long) (second * SECOND));
    }

    @Test
    void a_quiet_link_that_answers_every_five_seconds_is_never_suspected() {
        for (int round = 0; round < 60; round++) {
            int begin = round * 5;
            look(begin, begin + 4, second -> begin);

            assertThat(suspicionAt(begin + 4.9)).isLessThan(1);
        }
    }

    @Test
    void a_pause_after_a_minute_of_busy_talk_is_no_death() {
        look(0, 60, second -> second);

        assertThat(suspicionAt(65)).isLessThan(1);
    }

    @Test
    void who_says_nothing_any_more_is_suspected_before_the_link_gives_up_after_15_seconds() {
        look(0, 60, second -> second);

        assertThat(suspicionAt(60 + 5)).isLessThan(LinkWatch.SUSPECT);
        assertThat(suspicionAt(60 + 12)).isGreaterThan(LinkWatch.SUSPECT);
    }

    @Test
    void who_speaks_again_is_trusted_at_once() {
        look(0, 60, second -> second);
        assertThat(suspicionAt(75)).isGreaterThan(LinkWatch.SUSPECT);

        watch.observe(75 * SECOND);

        assertThat(suspicionAt(75)).isLessThan(1);
    }

    @Test
    void nobody_is_blamed_for_the_time_in_which_this_process_stood_still() {
        look(0, 60, second -> second);

        watch.stoodStill(3_600 * SECOND);

        assertThat(suspicionAt(3_601)).isLessThan(1);
    }
}
