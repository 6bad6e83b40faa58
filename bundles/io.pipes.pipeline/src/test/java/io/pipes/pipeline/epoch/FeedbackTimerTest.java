// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackTimerTest {
    /** What an epoch takes to reach everybody in a large network with losses. */
    private static final Duration NEWS = Duration.ofMillis(300);

    private static final int ROUNDS = 100;

    private final SeededRandomness chance = new SeededRandomness(1);

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1_000, 10_000})
    void few_of_many_act_before_they_hear_of_the_first(int members) {
        double early = 0;
        for (int i = 0; i < ROUNDS; i++) {
            List<Duration> waits = draw(members).sorted().toList();
            Duration heard = waits.get(0).plus(NEWS);
            early += waits.stream().filter(wait -> wait.compareTo(heard) <= 0).count();
        }

        assertThat(early / ROUNDS).isBetween(1.0, 6.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50, 1_000})
    void nobody_is_before_the_admins_nor_later_than_it_may(int members) {
        assertThat(draw(members))
                .allMatch(wait -> wait.compareTo(FeedbackTimer.OTHERS_FROM) >= 0
                        && wait.compareTo(FeedbackTimer.OTHERS_UNTIL) <= 0);
        assertThat(Stream.generate(() -> FeedbackTimer.ofAdmin(chance)).limit(1_000))
                .allMatch(wait -> wait.compareTo(FeedbackTimer.ADMINS_UNTIL) <= 0);
    }

    private Stream<Duration> draw(int members) {
        return Stream.generate(() -> FeedbackTimer.ofOther(members, chance)).limit(members);
    }
}
