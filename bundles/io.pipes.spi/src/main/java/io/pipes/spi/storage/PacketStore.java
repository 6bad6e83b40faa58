// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.base.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What one node keeps: entries in named areas, sealed at rest.
 *
 * <p><b>Durability.</b> When {@link #commit} completes, the changes survive {@code kill -9} and loss of power. A batch is applied
 * whole or not at all. Batches are applied in the order of the calls; batches that wait share one fsync.
 *
 * <p><b>Positions</b> are for as long as the store is open: one that was moved counts anew, in the same order within each area. Whoever
 * remembers a place for longer remembers the key.
 *
 * <p><b>Threads.</b> Every method may be called from any thread and returns without blocking; stages complete on the loop given
 * when the store was opened.
 *
 * <p><b>Failure.</b> Stages fail with {@link StoreException}. After {@code FULL} or {@code FAILED} reading goes on; writing
 * resumes by itself once the disk takes bytes again.
 */
@ConsumerType
public interface PacketStore {
    int MAX_VALUE_BYTES = 2 << 20;

    /** So many bytes the values of one batch may have together. */
    int MAX_BATCH_BYTES = 16 << 20;

    /**
     * Applies 1 to 4,096 changes with values of up to {@link #MAX_BATCH_BYTES} together; the stage completes with the position of the
     * last one. Those of the others come before it without a gap.
     */
    CompletionStage<Long> commit(List<Change> changes);

    CompletionStage<Optional<Bytes>> read(String area, Bytes key);

    /**
     * Values of several keys, in the order of the keys. Cheaper than one by one where they stand beside each other.
     *
     * @param keys 1 to 4,096
     */
    CompletionStage<List<Optional<Bytes>>> readAll(String area, List<Bytes> keys);

    /** Where a value stands in the order of positions; empty if there is none. */
    CompletionStage<Optional<Long>> locate(String area, Bytes key);

    /**
     * Entries of an area in order of their positions.
     *
     * @param after position after which to begin; -1 for all
     * @param limit 1 to 4,096 entries; fewer when they exceed 4 MiB together, but at least one if there is one
     */
    CompletionStage<List<StoredEntry>> scan(String area, long after, int limit);

    /**
     * Names of the areas that hold something, sorted. Looks at all of them, so this is for whoever moves a store and not for every day.
     */
    CompletionStage<List<String>> areas();

    /** What is known of its condition. */
    StoreHealth health();

    /** Finishes what was begun and releases files. Closing twice does nothing. */
    CompletionStage<Void> close();
}
