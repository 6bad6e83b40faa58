// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.api.PipesException;
import io.pipes.spi.loop.Loop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from the threads of applications to the loop, in the order in which they were handed in. The first one calls the
 * loop; those that come before it looks need no call of their own.
 */
final class Submissions {
    private final Loop loop;
    private final Consumer<List<Submission>> taker;
    private final Supplier<PipesException> stopped;
    private final AtomicReference<@Nullable Submission> newest = new AtomicReference<>();
    private final Runnable takeAll = this::takeAll;

    /**
     * @param taker gets them, on the loop
     * @param stopped what those hear who come when the loop has ended
     */
    Submissions(Loop loop, Consumer<List<Submission>> taker, Supplier<PipesException> stopped) {
        this.loop = loop;
        this.taker = taker;
        this.stopped = stopped;
    }

    /** May be called from any thread; on the loop it is taken at once. */
    void add(Submission submission) {
        boolean first = push(submission);
        if (loop.inLoop()) {
            takeAll();
        } else if (first) {
            callLoop();
        }
    }

    /** Whether nothing waits before it. */
    private boolean push(Submission submission) {
        Submission waiting;
        do {
            waiting = newest.get();
            submission.before = waiting;
        } while (!newest.compareAndSet(waiting, submission));
        return waiting == null;
    }

    private void callLoop() {
        try {
            loop.execute(takeAll);
        } catch (RejectedExecutionException theLoopIsGone) {
            for (Submission left : waiting()) {
                left.refuse(stopped.get());
                left.tell();
            }
        }
    }

    private void takeAll() {
        List<Submission> waiting = waiting();
        if (!waiting.isEmpty()) {
            taker.accept(waiting);
        }
    }

    /** Oldest first. They forget each other, so that one that stays for long does not keep the others. */
    private List<Submission> waiting() {
        List<Submission> waiting = new ArrayList<>();
        Submission each = newest.getAndSet(null);
        while (each != null) {
            waiting.add(each);
            Submission before = each.before;
            each.before = null;
            each = before;
        }
        Collections.reverse(waiting);
        return waiting;
    }
}
