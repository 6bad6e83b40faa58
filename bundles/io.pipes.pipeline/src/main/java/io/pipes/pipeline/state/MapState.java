// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.pipeline.packet.HybridClock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a map out of its registers: the last write counts, or what a merge makes of those that stand. */
final class MapState {
    private static final Logger LOG = LoggerFactory.getLogger(MapState.class);

    private final Registers registers;
    private final @Nullable Merge merge;

    /** @param merge null if the last write counts */
    MapState(Registers registers, @Nullable Merge merge) {
        this.registers = registers;
        this.merge = merge;
    }

    Optional<MapEntry> entry(String key) {
        List<Write> writes =
                registers.writes(key).stream().sorted(Write.BY_TIME).toList();
        return merge == null ? last(key, writes) : merged(key, merge, writes);
    }

    List<MapEntry> entries() {
        return registers.keys().stream().flatMap(key -> entry(key).stream()).toList();
    }

    private static Optional<MapEntry> last(String key, List<Write> writes) {
        return writes.isEmpty() ? Optional.empty() : entry(key, writes.get(writes.size() - 1));
    }

    private static Optional<MapEntry> entry(String key, Write write) {
        return Optional.ofNullable(write.value()).map(value -> entry(key, write, value, List.of(value)));
    }

    private static MapEntry entry(String key, Write write, Content value, List<Content> concurrent) {
        return new MapEntry(
                key, value, write.dot().author(), Instant.ofEpochMilli(HybridClock.millis(write.stamp())), concurrent);
    }

    /** A removal says nothing of what its author did not see, so values win over it. */
    private static Optional<MapEntry> merged(String key, Merge merge, List<Write> writes) {
        List<Write> values =
                writes.stream().filter(write -> write.value() != null).toList();
        if (values.size() < 2) {
            return last(key, values);
        }
        Write last = values.get(values.size() - 1);
        List<Content> concurrent = values.stream()
                .map(write -> Objects.requireNonNull(write.value()))
                .toList();
        return Optional.of(entry(key, last, merged(merge, concurrent), concurrent));
    }

    private static Content merged(Merge merge, List<Content> concurrent) {
        try {
            return Objects.requireNonNull(merge.merge(concurrent));
        } catch (RuntimeException broken) {
            LOG.warn(
                    "A merge function failed; of the values that were written at the same time the last one counts",
                    broken);
            return Merge.LAST.merge(concurrent);
        }
    }
}
