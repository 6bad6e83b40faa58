// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.blocking.Digest;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.storage.derby.log.Mark;
import io.pipes.storage.derby.log.Placed;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything stands now: the index and what it lags behind by. Readers see one or the other and never neither, because a change
 * leaves {@link Pending} only after the index has committed it. An index that fails is made anew from the log, and the reader waits.
 *
 * <p><b>Threads.</b> Any, all of them may block.
 */
public final class LiveIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveIndex.class);

    private final Digests digests;
    private final IndexListener listener;
    /** What a damaged index says beyond this is not believed. */
    private static final long LARGEST_POSITION = 1L << 62;

    private static final int ATTEMPTS = 3;

    /** Held by whoever changes the index; taken before {@link #guard}. */
    private final ReentrantLock changing = new ReentrantLock();
    /** Guards {@link #pending} and which index it is. */
    private final Guard guard = new Guard();

    private final Pending pending = new Pending();
    private final IndexMaker maker;
    private final long smallLog;
    private volatile Index index;
    private volatile boolean closed;
    private @Nullable SegmentLog log;

    @FunctionalInterface
    private interface Question<T extends @Nullable Object> {
        T ask(Index index) throws IndexException;
    }

    private LiveIndex(IndexFactory factory, Digests digests, IndexListener listener, long smallLog) {
        this.smallLog = smallLog;
        this.digests = digests;
        this.listener = listener;
        this.maker = new IndexMaker(factory, digests, listener);
        this.index = maker.open();
        pending.mark(index.state().mark());
    }

    /**
     * Opens the index as it is; it answers once it was {@linkplain #attach attached} to the log.
     *
     * @param smallLog while the log has no more bytes than this and there is no database yet, the index is kept in memory: replaying
     *     so little takes less time than starting a database
     */
    public static LiveIndex open(IndexFactory factory, Digests digests, IndexListener listener, long smallLog) {
        return new LiveIndex(factory, digests, listener, smallLog);
    }

    /** Catches up with the log, or begins anew if the index belongs to another one. */
    public void attach(SegmentLog theLog) throws IOException {
        log = theLog;
        // Also when the log has lost its end: whoever remembers a position must not meet it again.
        theLog.atLeastNextPosition(Math.min(index.state().nextPosition(), LARGEST_POSITION));
        if (index instanceof MemoryIndex && theLog.bytes() > smallLog) {
            replace(index);
        } else if (theLog.recognises(index.state().mark())) {
            catchUp(theLog);
        } else {
            replace(index);
        }
    }

    private void catchUp(SegmentLog theLog) throws IOException {
        try {
            maker.catchUp(index, theLog);
            pending.mark(index.state().mark());
        } catch (IndexException e) {
            LOG.warn("The index does not take what is new and is made anew from the log", e);
            replace(index);
        }
    }

    /** Up to where the index is complete. */
    public Mark mark() {
        return index.state().mark();
    }

    public IndexState state() {
        return index.state();
    }

    /** Bytes it occupies on disk. */
    public long bytes() {
        return index.bytes();
    }

    /** How many changes the index lags behind. */
    public int lag() {
        return guard.looking(pending::size);
    }

    /** Makes changes visible that are in the log, in its order. */
    public void publish(List<Placed> placed, Mark end) {
        List<IndexChange> changes =
                placed.stream().map(entry -> IndexMaker.change(entry, digests)).toList();
        guard.changing(() -> {
            changes.forEach(pending::put);
            pending.mark(end);
        });
    }

    /** Where the value of a key stands; null if it has none. */
    public @Nullable Row find(String area, Bytes key) throws IOException {
        return find(digests.key(area, key));
    }

    public @Nullable Row find(Digest key) throws IOException {
        return ask(current -> {
            IndexChange change = pending.get(key);
            return change == null ? current.find(key) : change.row();
        });
    }

    /** Rows of an area with later positions, in order, at most so many. */
    public List<Row> scan(String area, long after, int limit) throws IOException {
        return scan(digests.area(area), after, limit);
    }

    public List<Row> scan(Digest digest, long after, int limit) throws IOException {
        return ask(current -> new MergedRows(pending, current).scan(digest, after, limit));
    }

    /** Areas that hold or held something, in no order. */
    public Set<Digest> areas() throws IOException {
        return ask(current -> {
            Set<Digest> areas = new HashSet<>(current.areas());
            areas.addAll(pending.areas());
            return areas;
        });
    }

    private <T extends @Nullable Object> T ask(Question<T> question) throws IOException {
        for (int attempt = 0; ; attempt++) {
            checkOpen();
            Index asked = index;
            try {
                return guard.looking(() -> question.ask(current(asked)));
            } catch (IndexException e) {
                if (attempt == ATTEMPTS) {
                    throw new IOException("The index cannot be used", e);
                }
                if (!closed && asked == index) {
                    LOG.warn("The index is damaged and is made anew from the log", e);
                    replace(asked);
                }
            }
        }
    }

    private Index current(Index expected) throws IndexException {
        if (closed || index != expected) {
            throw new IndexException("The index was replaced", null);
        }
        return expected;
    }

    /** Makes the index catch up with what was published. */
    public void flush() throws IOException {
        changing.lock();
        try {
            checkOpen();
            Pending.Batch batch = guard.looking(pending::all);
            if (!batch.changes().isEmpty() || !batch.mark().equals(mark())) {
                apply(index, batch);
            }
        } finally {
            changing.unlock();
        }
    }

    private void apply(Index current, Pending.Batch batch) throws IOException {
        try {
            current.apply(batch.changes(), batch.mark(), log().nextPosition());
            guard.changing(() -> pending.remove(batch.changes()));
        } catch (IndexException e) {
            LOG.warn("The index does not take changes and is made anew from the log", e);
            replace(current);
        }
    }

    /** Forgets what stands in a damaged part of the log. */
    public void forget(long segment, int offset, int end) throws IOException {
        changing.lock();
        try {
            List<Digest> keys = ask(current -> current.keysIn(segment, offset, end));
            guard.changing(() -> pending.forget(keys, segment, offset, end));
        } finally {
            changing.unlock();
        }
    }

    /** Makes the index anew because it points to where something else stands. */
    public void distrust() throws IOException {
        LOG.warn("The index does not fit the log and is made anew");
        replace(index);
    }

    /**
     * Puts a database in the place of an index in memory if the log is no longer small.
     *
     * @return false if that should have been done and was not possible
     */
    public boolean settle() throws IOException {
        changing.lock();
        try {
            if (closed || !(index instanceof MemoryIndex) || log().bytes() <= smallLog) {
                return true;
            }
            Index database = maker.tryDatabase();
            if (database == null) {
                return false;
            }
            // Most of the work while everybody goes on, the rest in the swap.
            swap(maker.fill(database, log()));
            return !(index instanceof MemoryIndex);
        } finally {
            changing.unlock();
        }
    }

    /** Makes another index in the place of one that failed, unless somebody has done so already. */
    private void replace(Index failed) throws IOException {
        changing.lock();
        try {
            if (index != failed) {
                return;
            }
            checkOpen();
            guard.changing(() -> {
                failed.close();
                swap(maker.makeAnew());
            });
        } finally {
            changing.unlock();
        }
    }

    /** Fills an index from the log while everybody waits, and puts it in place. */
    private void swap(Index next) throws IOException {
        guard.changing(() -> {
            index = maker.fill(next, log());
            pending.clear();
            pending.mark(mark());
            if (!(index instanceof MemoryIndex)) {
                listener.indexProblem(null);
            }
        });
    }

    private SegmentLog log() {
        SegmentLog attached = log;
        if (attached == null) {
            throw new IllegalStateException("The index is not attached to a log");
        }
        return attached;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("The index is closed");
        }
    }

    /** Flushes and closes. What could not be flushed is read from the log at the next start. */
    @Override
    public void close() {
        changing.lock();
        try {
            if (log != null) {
                flush();
            }
        } catch (IOException e) {
            LOG.debug("The index lags behind the log", e);
        } finally {
            closeIndex();
            changing.unlock();
        }
    }

    private void closeIndex() {
        guard.changing(() -> {
            if (!closed) {
                closed = true;
                index.close();
            }
        });
    }
}
