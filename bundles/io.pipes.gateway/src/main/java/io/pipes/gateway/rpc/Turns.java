// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one client's calls: {@link Limits#CALLS} run at a time, the others wait and begin in the order in which they came. A call that was
 * cancelled before its turn never begins; one that was cancelled later has its turn until what it began has ended, so that nobody has more going
 * on by cancelling.
 *
 * <p><b>Threads.</b> Any; the lock is never held while a method runs.
 */
final class Turns {
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private int running;
    private boolean beginning;

    private record Turn(Call call, Supplier<CompletionStage<JsonNode>> method) {}

    /** @param method begins the call, and fails only by its stage */
    void take(Call call, Supplier<CompletionStage<JsonNode>> method) {
        Turn turn = new Turn(call, method);
        synchronized (this) {
            waiting.add(turn);
        }
        call.whenCancelled(() -> forget(turn));
        beginNext();
    }

    private synchronized void forget(Turn turn) {
        waiting.remove(turn);
    }

    /** Begins what may begin, one after the other; only one thread at a time does. */
    private void beginNext() {
        for (Turn turn = next(true); turn != null; turn = next(false)) {
            Turn begun = turn;
            begun.method().get().whenComplete((value, failure) -> {
                begun.call().ended(value, failure);
                ended();
            });
        }
    }

    private synchronized @Nullable Turn next(boolean first) {
        if (first && beginning) {
            return null;
        }
        Turn next = running < Limits.CALLS ? poll() : null;
        beginning = next != null;
        running += next == null ? 0 : 1;
        return next;
    }

    /** The first that is still wanted. */
    private @Nullable Turn poll() {
        Turn next = waiting.poll();
        while (next != null && next.call().isOver()) {
            next = waiting.poll();
        }
        return next;
    }

    private void ended() {
        synchronized (this) {
            running--;
        }
        beginNext();
    }
}
