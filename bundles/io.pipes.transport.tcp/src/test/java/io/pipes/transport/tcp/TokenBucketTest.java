// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private final TokenBucket bucket = new TokenBucket(10, 3, 0);

    @Test
    void a_burst_passes_and_no_more() {
        assertThat(takeAll(0)).isEqualTo(3);
        assertThat(takeAll(0)).isZero();
    }

    @Test
    void what_was_taken_comes_back_at_the_rate_and_never_beyond_the_burst() {
        takeAll(0);

        assertThat(takeAll(Duration.ofMillis(99).toNanos())).isZero();
        assertThat(takeAll(Duration.ofMillis(200).toNanos())).isEqualTo(2);
        assertThat(takeAll(Duration.ofHours(1).toNanos())).isEqualTo(3);
    }

    @Test
    void a_clock_that_begins_below_zero_and_passes_it_is_as_good_as_any() {
        TokenBucket early = new TokenBucket(10, 1, Long.MAX_VALUE - 5);
        early.take();

        assertThat(early.hasToken(Long.MAX_VALUE + Duration.ofMillis(101).toNanos()))
                .isTrue();
    }

    @Test
    void it_is_full_only_when_nothing_is_missing() {
        assertThat(bucket.isFull(0)).isTrue();

        bucket.take();

        assertThat(bucket.isFull(0)).isFalse();
        assertThat(bucket.isFull(Duration.ofMillis(100).toNanos())).isTrue();
    }

    private int takeAll(long nanos) {
        int taken = 0;
        while (bucket.hasToken(nanos)) {
            bucket.take();
            taken++;
        }
        return taken;
    }
}
