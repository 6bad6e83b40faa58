// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Cancellable;
import io.pipes.spi.loop.Loop;
import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has time: the index catches up, segments are compacted, and after opening the whole log is looked through for damage. */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int MUCH = 4096;
    private static final Duration SOON = Duration.ofSeconds(2);
    /** So many rounds until another attempt to make a database when one has failed. */
    private static final int ROUNDS = 32;

    private final SegmentLog log;
    private final LiveIndex index;
    private final Quarantine quarantine;
    private final Compactor compactor;
    private final Executor blocking;
    private final Loop loop;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final CompletableFuture<Void> inspected = new CompletableFuture<>();
    private volatile boolean stopped;
    private volatile long indexBytes;
    private volatile @Nullable Cancellable timer;
    private int roundsToWait;

    Upkeep(SegmentLog log, LiveIndex index, Quarantine quarantine, Compactor compactor, Executor blocking, Loop loop) {
        this.log = log;
        this.index = index;
        this.quarantine = quarantine;
        this.compactor = compactor;
        this.blocking = blocking;
        this.loop = loop;
    }

    void start() {
        begin();
        inspect(new ArrayDeque<>(log.numbers()));
    }

    /** Bytes of the index as of the last round. */
    long indexBytes() {
        return indexBytes;
    }

    /** Completes when the log as it was at the start has been looked through. */
    CompletionStage<Void> inspected() {
        return inspected;
    }

    void stop() {
        stopped = true;
        Cancellable scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
        inspected.complete(null);
    }

    /** Something was written. */
    void afterGroup() {
        if (index.lag() >= MUCH) {
            begin();
        } else if (waiting.compareAndSet(false, true)) {
            schedule();
        }
    }

    private void schedule() {
        try {
            timer = loop.schedule(SOON, () -> {
                waiting.set(false);
                begin();
            });
        } catch (RejectedExecutionException e) {
            waiting.set(false);
        }
    }

    private void begin() {
        if (running.compareAndSet(false, true)) {
            run(() -> {
                try {
                    catchUp();
                } finally {
                    running.set(false);
                }
            });
        }
    }

    private void catchUp() throws IOException {
        quarantine.settle(index);
        if (roundsToWait-- <= 0) {
            roundsToWait = index.settle() ? 0 : ROUNDS;
        }
        index.flush();
        indexBytes = index.bytes();
        compactor.consider();
    }

    private void inspect(Deque<Long> numbers) {
        Long next = numbers.poll();
        if (next == null) {
            inspected.complete(null);
            return;
        }
        run(() -> {
            try {
                log.verify(next);
                quarantine.settle(index);
            } finally {
                inspect(numbers);
            }
        });
    }

    private void run(Work.Step.Action action) {
        if (stopped) {
            return;
        }
        try {
            blocking.execute(() -> attempt(action));
        } catch (RejectedExecutionException e) {
            LOG.debug("No thread for upkeep any more", e);
        }
    }

    private void attempt(Work.Step.Action action) {
        try {
            if (!stopped) {
                action.run();
            }
        } catch (IOException | RuntimeException e) {
            if (!stopped) {
                LOG.debug("Upkeep was broken off", e);
            }
        }
    }
}
