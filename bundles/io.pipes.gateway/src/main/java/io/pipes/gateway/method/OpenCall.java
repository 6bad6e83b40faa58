// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One call that a client is told of. It takes a place until the client has answered, also when nobody waits for that any more: until then
 * the client is busy with it. May be used from any thread.
 */
final class OpenCall {
    private final CompletableFuture<Content> answer = new CompletableFuture<>();
    private volatile boolean late;

    /** @param left how long somebody waits for the answer */
    OpenCall(Scheduler scheduler, Duration left) {
        Cancellable deadline = scheduler.schedule(left, () -> late = true);
        whenOver(deadline::cancel);
    }

    /** What the client says. */
    CompletionStage<Content> answer() {
        return answer;
    }

    /** Runs something when the client has answered, or is not expected to any more; at once if it has. */
    void whenOver(Runnable then) {
        answer.whenComplete((content, failure) -> then.run());
    }

    /** The client has answered; whether somebody has waited for it. */
    boolean answer(Content content) {
        return answer.complete(content) && !late;
    }

    /** There is no answer; whether somebody has waited for one. */
    boolean fail(PipesException why) {
        return answer.completeExceptionally(why) && !late;
    }
}
