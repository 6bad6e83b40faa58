// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Cancellable;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.blocking.Answers;
import io.pipes.spi.storage.blocking.BlockingPacketStore;
import io.pipes.spi.storage.blocking.Digest;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.spi.storage.blocking.WorkLine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what waits, as much as possible in one transaction, while the next group gathers. After a failure everything fails until the
 * database takes changes again. A lost connection is made again by itself, at first soon and then every five seconds; between two attempts
 * changes fail at once. A timer also looks after a connection that nobody uses, because with it goes the lock.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final int MOST_CHANGES = 4_096;
    private static final int MOST_BYTES = 1 << 20;
    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Reopening reopening;
    private final Digests digests;
    private final Records records;
    private final Trouble trouble;
    private final Condition condition;
    private final Loop loop;
    private final Answers answers;
    private final WorkLine<Work> line;
    private volatile @Nullable StoreSession session;
    private volatile boolean ended;
    private volatile @Nullable Cancellable timer;
    private StoreSession latest;
    private Duration pause = FIRST_PAUSE;
    private @Nullable StoreException unreachable;
    private long nextPosition;

    /** Opens the store again after a session of it was lost. */
    @FunctionalInterface
    interface Reopening {
        StoreSession after(StoreSession lost) throws SQLException, StoreException;
    }

    Committer(
            StoreSession first,
            Reopening reopening,
            Digests digests,
            Records records,
            Trouble trouble,
            Condition condition,
            Executor blocking,
            Loop loop) {
        session = first;
        latest = first;
        nextPosition = first.state().nextPosition();
        this.reopening = reopening;
        this.digests = digests;
        this.records = records;
        this.trouble = trouble;
        this.condition = condition;
        this.loop = loop;
        answers = new Answers(loop);
        line = new WorkLine<>(blocking, this::work, this::refuse);
    }

    /** Begins to look after the connection. */
    void start() {
        tendIn(CALM);
    }

    void submit(Work work) {
        line.submit(work);
    }

    /** What the database said last. */
    synchronized StoreSession.State state() {
        return latest.state();
    }

    private synchronized void latest(StoreSession opened) {
        latest = opened;
        session = opened;
    }

    private void refuse(Work work) {
        if (work instanceof Work.Batch batch) {
            fail(List.of(batch), BlockingPacketStore.closedFailure());
        } else if (work instanceof Work.End end) {
            end.action().run();
        }
    }

    private void fail(List<Work.Batch> batches, StoreException why) {
        answers.tell(() -> batches.forEach(batch -> batch.done().completeExceptionally(why)));
    }

    private void work(Work next) {
        if (next instanceof Work.Step step) {
            run(step.action());
        } else if (next instanceof Work.End end) {
            run(end.action());
        } else if (ended) {
            refuse(next);
        } else {
            line.putBack(next);
            writeGroup();
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("Something to do with a store in PostgreSQL went wrong", e);
        }
    }

    // writing

    private void writeGroup() {
        List<Work.Batch> batches = collect();
        try {
            Group group = write(batches);
            condition.written();
            answers.tell(group::complete);
        } catch (StoreException e) {
            condition.notWritten(e);
            fail(batches, e);
        } catch (RuntimeException | Error e) {
            LOG.error("Changes could not be written to PostgreSQL", e);
            StoreException failure = new StoreException(Reason.FAILED, "Nothing was written: " + e);
            condition.notWritten(failure);
            drop();
            fail(batches, failure);
        }
    }

    private List<Work.Batch> collect() {
        List<Work.Batch> batches = new ArrayList<>();
        int changes = 0;
        long bytes = 0;
        for (Work next = line.poll(); next != null; next = line.poll()) {
            if (!(next instanceof Work.Batch batch)) {
                line.putBack(next);
                return batches;
            }
            batches.add(batch);
            changes += batch.changes().size();
            bytes += batch.bytes();
            if (changes >= MOST_CHANGES || bytes >= MOST_BYTES) {
                return batches;
            }
        }
        return batches;
    }

    private Group write(List<Work.Batch> batches) throws StoreException {
        StoreSession current = connected();
        Group group = new Group(digests, records, nextPosition);
        batches.forEach(group::add);
        try {
            current.write(group);
        } catch (SQLException e) {
            undo(current, e, group.nextPosition());
        }
        nextPosition = group.nextPosition();
        return group;
    }

    /** Throws what to tell, unless it turns out that the group is there all the same. */
    private void undo(StoreSession failed, SQLException why, long end) throws StoreException {
        boolean inDoubt = failed.isInDoubt() && Trouble.isLost(why);
        if (Trouble.isLost(why) || !undone(failed)) {
            drop();
        }
        if (!inDoubt) {
            throw trouble.failure(why);
        }
        try {
            // Whoever has the lock after the lost session sees what came of it.
            if (connected().state().nextPosition() < end) {
                throw trouble.failure(why);
            }
        } catch (StoreException e) {
            throw session != null
                    ? e
                    : new StoreException(
                            Reason.FAILED, e.getMessage() + " Whether the very last changes were stored is not known.");
        }
    }

    private static boolean undone(StoreSession failed) {
        try {
            failed.undo();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    // the connection

    private StoreSession connected() throws StoreException {
        StoreSession open = session;
        if (open != null) {
            return open;
        }
        StoreException known = unreachable;
        if (known != null) {
            throw known;
        }
        return reconnect();
    }

    private StoreSession reconnect() throws StoreException {
        try {
            StoreSession opened = reopening.after(latest);
            condition.opened(nextPosition - opened.state().nextPosition());
            nextPosition = Math.max(nextPosition, opened.state().nextPosition());
            latest(opened);
            unreachable = null;
            return opened;
        } catch (SQLException e) {
            throw away(trouble.failure(e));
        } catch (StoreException e) {
            throw away(e);
        }
    }

    private StoreException away(StoreException why) {
        unreachable = why;
        return why;
    }

    private void drop() {
        StoreSession lost = session;
        session = null;
        if (lost != null) {
            lost.close();
            pause = FIRST_PAUSE;
            tendIn(pause);
        }
    }

    private void tendIn(Duration delay) {
        Cancellable before = timer;
        if (before != null) {
            before.cancel();
        }
        try {
            timer = loop.schedule(delay, () -> submit(new Work.Step(this::tend)));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("No timer looks after the connection any more", stopped);
        }
    }

    private void tend() {
        if (ended) {
            return;
        }
        unreachable = null;
        try {
            StoreSession current = connected();
            look(current);
            condition.written();
            pause = FIRST_PAUSE;
            tendIn(CALM);
        } catch (StoreException e) {
            condition.notWritten(e);
            tendIn(pause);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }

    private void look(StoreSession current) throws StoreException {
        try {
            if (condition.isWritable()) {
                current.greet();
            } else {
                current.probe();
            }
        } catch (SQLException e) {
            if (Trouble.isLost(e) || !undone(current)) {
                session = null;
                current.close();
            }
            throw trouble.failure(e);
        }
    }

    /** Has a damaged row set aside. If that fails now, whoever reads it next comes again after the next opening. */
    void setAside(Digest key, long position) {
        submit(new Work.Step(() -> {
            StoreSession current = session;
            if (current == null || ended) {
                return;
            }
            try {
                current.setAside(key, position);
            } catch (SQLException e) {
                LOG.warn(
                        "A damaged entry could not be set aside: {}",
                        trouble.failure(e).getMessage());
                if (Trouble.isLost(e) || !undone(current)) {
                    drop();
                }
            }
        }));
    }

    /** Ends everything after what waits has been done. */
    CompletableFuture<Void> end(Runnable release) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        submit(new Work.End(() -> {
            ended = true;
            Cancellable scheduled = timer;
            if (scheduled != null) {
                scheduled.cancel();
            }
            StoreSession open = session;
            session = null;
            if (open != null) {
                open.close();
            }
            release.run();
            done.complete(null);
        }));
        return done;
    }
}
