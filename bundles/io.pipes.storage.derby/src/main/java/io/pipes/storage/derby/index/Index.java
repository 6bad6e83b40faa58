// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.storage.derby.log.Mark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows by key and by position in their area.
 *
 * <p><b>Threads.</b> One at a time changes it, any number read. A reader may see a part of the changes that are just being applied, so it
 * must not rely on rows of their keys.
 */
interface Index extends AutoCloseable {
    IndexState state();

    @Nullable
    Row find(Digest key) throws IndexException;

    /** Rows of an area with later positions, in order; at most {@code limit}. */
    List<Row> scan(Digest area, long after, int limit) throws IndexException;

    /** Areas that hold or held something. */
    List<Digest> areas() throws IndexException;

    /** Applies changes, each of another key, and remembers the mark; all of it or nothing. */
    void apply(List<IndexChange> changes, Mark mark, long nextPosition) throws IndexException;

    /** Keys whose newest value stands in this segment from one offset up to and without another. */
    List<Digest> keysIn(long segment, int offset, int end) throws IndexException;

    /** Bytes it occupies on disk. */
    long bytes();

    @Override
    void close();
}
