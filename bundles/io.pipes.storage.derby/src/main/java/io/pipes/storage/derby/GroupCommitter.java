// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.blocking.Answers;
import io.pipes.spi.storage.blocking.BlockingPacketStore;
import io.pipes.spi.storage.blocking.WorkLine;
import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes what waits, as much as possible with one write and one force. A thread of the executor does so while there is something to do;
 * there is never more than one. After a failure everything fails until the disk takes bytes again, which each new batch and a timer try.
 */
final class GroupCommitter {
    private static final int MOST_BATCHES = 4096;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_LAG = 32_768;
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final SegmentLog log;
    private final LiveIndex index;
    private final Loop loop;
    private final Answers answers;
    private final Condition condition;
    private final Runnable afterGroup;
    private final WorkLine<Work> line;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile boolean ended;

    GroupCommitter(
            SegmentLog log, LiveIndex index, Executor blocking, Loop loop, Condition condition, Runnable afterGroup) {
        this.log = log;
        this.index = index;
        line = new WorkLine<>(blocking, this::work, this::refuse);
        this.loop = loop;
        this.answers = new Answers(loop);
        this.condition = condition;
        this.afterGroup = afterGroup;
    }

    /** May be called from any thread; what is handed in first is done first. */
    void submit(Work work) {
        line.submit(work);
    }

    /** From now on everything fails; called by the last step. */
    void end() {
        ended = true;
    }

    private void refuse(Work work) {
        answers.tell(() -> work.fail(BlockingPacketStore.closedFailure()));
    }

    private void work(Work next) {
        if (ended) {
            refuse(next);
        } else if (next instanceof Work.Step step) {
            run(step);
        } else {
            line.putBack(next);
            writeGroup();
        }
    }

    private static void run(Work.Step step) {
        try {
            step.action().run();
            step.done().complete(null);
        } catch (IOException | RuntimeException e) {
            step.fail(e);
        }
    }

    private void writeGroup() {
        Group group = new Group(log.nextPosition());
        try {
            collect(group);
            if (index.lag() > MOST_LAG) {
                index.flush();
            }
            group.write(log, index);
        } catch (IOException e) {
            answers.tell(() -> group.fail(condition.notWritten(e)));
            probeLater();
            return;
        } catch (RuntimeException | Error e) {
            answers.tell(() -> group.fail(condition.notWritten(new IOException("nothing was written", e))));
            probeLater();
            return;
        }
        condition.written();
        answers.tell(group::complete);
        afterGroup.run();
    }

    /** Takes batches until there are enough. Those before moves must be visible before the moves are looked at. */
    private void collect(Group group) throws IOException {
        int batches = 0;
        long bytes = 0;
        for (Work next = line.poll(); next != null; next = line.poll()) {
            boolean more = false;
            if (next instanceof Work.Batch batch) {
                bytes += batch.bytes();
                group.add(batch);
                more = ++batches < MOST_BATCHES && bytes < MOST_BYTES;
            } else if (next instanceof Work.Moves moves && batches == 0) {
                group.add(moves, index);
            } else {
                line.putBack(next);
            }
            if (!more) {
                return;
            }
        }
    }

    private void probeLater() {
        if (probing.compareAndSet(false, true)) {
            try {
                loop.schedule(PROBE, () -> submit(new Work.Step(this::probe, new CompletableFuture<>())));
            } catch (RejectedExecutionException e) {
                probing.set(false);
            }
        }
    }

    private void probe() {
        probing.set(false);
        if (!condition.isWritable()) {
            try {
                log.probe();
                condition.written();
            } catch (IOException e) {
                condition.notWritten(e);
                probeLater();
            }
        }
    }
}
