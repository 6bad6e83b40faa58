// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PhiDetectorTest {
    private final PhiDetector detector = new PhiDetector(Duration.ofSeconds(5));

    private double phiAfter(double seconds) {
        return detector.phi((long) (seconds * 1e9));
    }

    private void heardAfter(double... seconds) {
        for (double one : seconds) {
            detector.heardAfter((long) (one * 1e9));
        }
    }

    @Test
    void half_of_all_silences_are_longer_than_the_mean() {
        assertThat(phiAfter(5)).isCloseTo(-Math.log10(0.5), within(0.001));
    }

    @Test
    void phi_only_grows_while_nothing_is_heard() {
        double before = 0;
        for (double seconds = 0; seconds < 100; seconds += 0.25) {
            double now = phiAfter(seconds);
            assertThat(now)
                    .as("after %s s", seconds)
                    .isGreaterThanOrEqualTo(before)
                    .isFinite();
            before = now;
        }
        assertThat(before).isGreaterThan(100);
    }

    @Test
    void on_a_calm_line_a_shorter_silence_is_suspicious_than_on_a_jumpy_one() {
        PhiDetector jumpy = new PhiDetector(Duration.ofSeconds(5));
        for (int i = 0; i < 100; i++) {
            heardAfter(5);
            jumpy.heardAfter((i % 2 == 0 ? 2 : 8) * 1_000_000_000L);
        }

        assertThat(phiAfter(8.5)).isGreaterThan(8);
        assertThat(jumpy.phi(8_500_000_000L)).isLessThan(2);
    }

    @Test
    void what_was_long_ago_is_forgotten() {
        for (int i = 0; i < 100; i++) {
            heardAfter(60);
        }
        for (int i = 0; i < 100; i++) {
            heardAfter(5);
        }

        assertThat(phiAfter(10)).isGreaterThan(8);
    }

    @Test
    void a_line_that_was_never_late_is_still_allowed_to_be() {
        for (int i = 0; i < 100; i++) {
            heardAfter(5);
        }

        assertThat(phiAfter(5.5)).isLessThan(1);
    }
}
