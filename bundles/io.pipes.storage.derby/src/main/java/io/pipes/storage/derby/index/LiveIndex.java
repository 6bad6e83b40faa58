// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.base.Bytes;
import io.pipes.storage.derby.log.Mark;
import io.pipes.storage.derby.log.Placed;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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

    /** Held by whoever changes the index; taken before {@link #lock}. */
    private final ReentrantLock changing = new ReentrantLock();
    /** Guards {@link #pending} and which index it is. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

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
        lock.readLock().lock();
        try {
            return pending.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Makes changes visible that are in the log, in its order. */
    public void publish(List<Placed> placed, Mark end) {
        List<IndexChange> changes =
                placed.stream().map(entry -> IndexMaker.change(entry, digests)).toList();
        lock.writeLock().lock();
        try {
            changes.forEach(pending::put);
            pending.mark(end);
        } finally {
            lock.writeLock().unlock();
        }
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
        Digest digest = digests.area(area);
        return ask(current -> new MergedRows(pending, current).scan(digest, after, limit));
    }

    private <T extends @Nullable Object> T ask(Question<T> question) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Index asked;
            lock.readLock().lock();
            try {
                checkOpen();
                asked = index;
                return question.ask(asked);
            } catch (IndexException e) {
                if (attempt == 2) {
                    throw new IOException("The index cannot be used", e);
                }
                LOG.warn("The index is damaged and is made anew from the log", e);
                asked = index;
            } finally {
                lock.readLock().unlock();
            }
            replace(asked);
        }
    }

    /** Makes the index catch up with what was published. */
    public void flush() throws IOException {
        changing.lock();
        try {
            checkOpen();
            Index current = index;
            List<IndexChange> changes;
            Mark mark;
            lock.readLock().lock();
            try {
                changes = pending.all();
                mark = pending.mark();
            } finally {
                lock.readLock().unlock();
            }
            if (!changes.isEmpty() || !mark.equals(current.state().mark())) {
                apply(current, changes, mark);
            }
        } finally {
            changing.unlock();
        }
    }

    private void apply(Index current, List<IndexChange> changes, Mark mark) throws IOException {
        try {
            current.apply(changes, mark, log().nextPosition());
        } catch (IndexException e) {
            LOG.warn("The index does not take changes and is made anew from the log", e);
            replace(current);
            return;
        }
        lock.writeLock().lock();
        try {
            pending.remove(changes);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Forgets what stands in a damaged part of the log. */
    public void forget(long segment, int offset, int end) throws IOException {
        changing.lock();
        try {
            List<Digest> keys = ask(current -> current.keysIn(segment, offset, end));
            lock.writeLock().lock();
            try {
                for (IndexChange change : pending.all()) {
                    Row row = change.row();
                    if (row != null && stands(row, segment, offset, end)) {
                        pending.put(new IndexChange(change.key(), null));
                    }
                }
                keys.stream()
                        .filter(key -> pending.get(key) == null)
                        .forEach(key -> pending.put(new IndexChange(key, null)));
            } finally {
                lock.writeLock().unlock();
            }
        } finally {
            changing.unlock();
        }
    }

    private static boolean stands(Row row, long segment, int offset, int end) {
        return row.location().segment() == segment
                && row.location().offset() >= offset
                && row.location().offset() < end;
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
            lock.writeLock().lock();
            try {
                failed.close();
                swap(maker.makeAnew());
            } finally {
                lock.writeLock().unlock();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Fills an index from the log while everybody waits, and puts it in place. */
    private void swap(Index next) throws IOException {
        lock.writeLock().lock();
        try {
            index = maker.fill(next, log());
            pending.clear();
            pending.mark(index.state().mark());
            listener.indexProblem(null);
        } finally {
            lock.writeLock().unlock();
        }
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
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                index.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
