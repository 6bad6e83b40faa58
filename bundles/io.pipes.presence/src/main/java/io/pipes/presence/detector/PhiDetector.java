// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.detector;

import java.time.Duration;

/**
 * How unlikely a silence is, learned from the silences before it (Hayashibara, Defago, Yared, Katayama: The phi accrual failure detector,
 * 2004). Phi 1 means that one in ten such silences ends by itself, phi 8 one in a hundred million. Silences are taken to be normally
 * distributed.
 */
final class PhiDetector {
    /** Silences that are remembered. */
    private static final int WINDOW = 100;

    /** A line that has been calm for long is not taken for one that can never be late. */
    private static final Duration LEAST_DEVIATION = Duration.ofMillis(500);

    private static final double MOST = 300;

    private final double[] silences = new double[WINDOW];
    private int next;
    private int count;

    /** @param expected the first estimate; silences are taken to differ from it by a quarter until more is known */
    PhiDetector(Duration expected) {
        double mean = expected.toNanos();
        add(mean * 0.75);
        add(mean * 1.25);
    }

    /** A silence has ended by itself. */
    void heardAfter(long nanos) {
        add(nanos);
    }

    private void add(double silence) {
        silences[next] = silence;
        next = (next + 1) % WINDOW;
        count = Math.min(count + 1, WINDOW);
    }

    /** How unlikely it is that a silence of so many nanoseconds ends by itself; from 0 to {@value #MOST}. */
    double phi(long nanos) {
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += silences[i] / count;
        }
        double variance = 0;
        for (int i = 0; i < count; i++) {
            variance += (silences[i] - mean) * (silences[i] - mean) / count;
        }
        double deviation = Math.max(Math.sqrt(variance), LEAST_DEVIATION.toNanos());
        return Math.min(MOST, Math.max(0, -Math.log10(later((nanos - mean) / deviation))));
    }

    /** The probability that a normally distributed value lies more than y deviations above the mean, by a logistic approximation. */
    private static double later(double y) {
        double e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
        return y > 0 ? e / (1 + e) : 1 - 1 / (1 + e);
    }
}
