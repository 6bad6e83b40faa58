// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import io.pipes.spi.storage.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Has questions answered on threads that may block, and tells the answers where they belong. May be used from any thread. */
public final class Questions {
    private final Executor blocking;
    private final Answers answers;
    private final Function<Throwable, StoreException> why;

    /**
     * One question.
     *
     * @param <T> what the answer is
     */
    @FunctionalInterface
    public interface Question<T> {
        /** Blocks for as long as it takes. A {@link StoreException} reaches the caller as it is. */
        T answer() throws Exception;
    }

    /** @param why what to tell the caller of any other failure, also of a {@link RejectedExecutionException} */
    public Questions(Executor blocking, Answers answers, Function<Throwable, StoreException> why) {
        this.blocking = blocking;
        this.answers = answers;
        this.why = why;
    }

    public <T> CompletionStage<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            blocking.execute(() -> answer(question, answer));
        } catch (RejectedExecutionException stopped) {
            return refuse(why.apply(stopped));
        }
        return answer.minimalCompletionStage();
    }

    private <T> void answer(Question<T> question, CompletableFuture<T> answer) {
        try {
            T found = question.answer();
            answers.tell(() -> answer.complete(found));
        } catch (StoreException e) {
            answers.tell(() -> answer.completeExceptionally(e));
        } catch (Exception | Error e) {
            StoreException failure = why.apply(e);
            answers.tell(() -> answer.completeExceptionally(failure));
        }
    }

    /** A question that nobody will answer. */
    public <T> CompletionStage<T> refuse(StoreException failure) {
        CompletableFuture<T> refused = new CompletableFuture<>();
        answers.tell(() -> refused.completeExceptionally(failure));
        return refused.minimalCompletionStage();
    }
}
