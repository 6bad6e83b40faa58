// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import java.util.List;

/**
 * What of a producer is durable.
 *
 * @param last the highest number
 * @param stored all numbers, in ascending order with gaps in between; at most 64, the last one ends with {@code last}
 */
public record ProducerState(long last, List<Range> stored) {
    /** Numbers without a gap, both ends included. */
    public record Range(long from, long to) {}
}
