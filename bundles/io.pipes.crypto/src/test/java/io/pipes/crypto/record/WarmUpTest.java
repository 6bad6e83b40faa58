// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final long TENTH = TimeUnit.MILLISECONDS.toNanos(100);

    @Test
    void ends_when_it_is_quick() {
        assertThat(WarmUp.passUntilQuick(reading(0, 0, 8 * TENTH, 0, 0, 4 * TENTH, 0)))
                .isEqualTo(3);
    }

    /** It would keep a processor from everything else, and a node from stopping. */
    @Test
    void ends_after_two_seconds_where_it_never_becomes_quick() {
        assertThat(WarmUp.passUntilQuick(reading(TENTH))).isEqualTo(7);
    }

    @Test
    void does_not_begin_where_nothing_is_compiled_well() {
        assertThat(WarmUp.canBeQuick("mixed mode, emulated-client, sharing")).isFalse();
        assertThat(WarmUp.canBeQuick("mixed mode, sharing")).isTrue();
        assertThat(WarmUp.canBeQuick("")).isTrue();
    }

    /** A clock that goes on by these steps, one at each reading, and then always by the last one. */
    private static LongSupplier reading(long... steps) {
        return new LongSupplier() {
            private long now;
            private int readings;

            @Override
            public long getAsLong() {
                now += steps[Math.min(readings, steps.length - 1)];
                readings++;
                return now;
            }
        };
    }
}
