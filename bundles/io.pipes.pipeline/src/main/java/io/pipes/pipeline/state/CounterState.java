// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import java.math.BigInteger;

/**
 * A counter: the sum of all that was added, each time once (the op-based counter of Shapiro et al., 2011). The sum is exact, for one that
 * stopped at the ends of its range would depend on the order in which it was made.
 */
final class CounterState {
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private BigInteger sum = BigInteger.ZERO;

    void add(long delta) {
        sum = sum.add(BigInteger.valueOf(delta));
    }

    /** The nearest long. */
    long value() {
        return sum.max(MIN).min(MAX).longValueExact();
    }

    BigInteger sum() {
        return sum;
    }

    /** As it was when a snapshot was made. */
    void restore(BigInteger as) {
        sum = as;
    }
}
