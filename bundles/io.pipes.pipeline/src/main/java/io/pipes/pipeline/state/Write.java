// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What an operation put into a {@link Register}.
 *
 * @param stamp of its author's hybrid clock; 0 in sets, where it decides nothing
 * @param value null for a removal, and in sets
 */
record Write(Dot dot, long stamp, @Nullable Content value) {
    /** The order in which the last one counts: hybrid clock, author, number, place in the packet. */
    static final Comparator<Write> BY_TIME =
            Comparator.comparingLong(Write::stamp).thenComparing(Write::dot);
}
