// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.Cursor;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.pipeline.PipelineExtension;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process with a node that writes numbers into a persistent pipeline and reads them with a cursor, until it is killed. Says one line for
 * each thing that it has heard: {@code stored N}, {@code read N}, {@code committed N}; and first of all {@code loading}, then
 * {@code has N} for each message that it finds, and {@code open}.
 */
final class Killable {
    /** Begins what this process has to say; libraries write to the same place. */
    static final String MARK = "> ";

    private static final String NAME = "numbers";
    private static final int AT_ONCE = 32;
    private static final int COMMIT_EVERY = 10;

    private Killable() {}

    public static void main(String[] arguments) throws Exception {
        say("loading");
        Path home = Path.of(arguments[0]);
        boolean fresh = !Files.exists(home);
        String process = Long.toString(ProcessHandle.current().pid());
        LocalNetwork network = LocalEngine.in(home, List.of(new PipelineExtension(process, HeldRules.DEFAULT)))
                .found("alone");
        LocalPipeline pipeline = fresh ? create(pipelines(network)) : find(pipelines(network));
        List<Long> found = history(pipeline);
        found.forEach(number -> say("has " + number));
        say("open");
        pipeline.cursor("reader").messages().subscribe(new Reader(pipeline.cursor("reader")));
        write(pipeline, found.isEmpty() ? 0 : found.get(found.size() - 1) + 1);
    }

    private static LocalPipelines pipelines(LocalNetwork network) {
        return await(() -> network.facet(LocalPipelines.class));
    }

    private static LocalPipeline create(LocalPipelines pipelines) throws Exception {
        return LocalEngine.done(pipelines.create(NAME, PipelineKind.PERSISTENT, Optional.empty()));
    }

    private static LocalPipeline find(LocalPipelines pipelines) {
        return await(() -> pipelines.find(NAME));
    }

    private static <T> T await(Supplier<Optional<T>> question) {
        Waiting.until(() -> question.get().isPresent(), () -> true);
        return question.get().orElseThrow();
    }

    private static void write(LocalPipeline pipeline, long first) throws InterruptedException {
        Semaphore room = new Semaphore(AT_ONCE);
        for (long next = first; ; next++) {
            long number = next;
            room.acquire();
            pipeline.publish(Content.text(Long.toString(number))).thenAccept(sent -> {
                say("stored " + number);
                room.release();
            });
        }
    }

    private static List<Long> history(LocalPipeline pipeline) throws Exception {
        List<Long> numbers = new ArrayList<>();
        CompletableFuture<List<Long>> all = new CompletableFuture<>();
        pipeline.history(From.START).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Message message) {
                numbers.add(number(message));
            }

            @Override
            public void onError(Throwable failure) {
                all.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                all.complete(numbers);
            }
        });
        return LocalEngine.done(all);
    }

    private static long number(Message message) {
        return Long.parseLong(new String(message.content().toArray(), StandardCharsets.UTF_8));
    }

    /** Whole lines, whoever is writing. */
    private static synchronized void say(String line) {
        System.out.println(MARK + line);
        System.out.flush();
    }

    /** Commits what it reads, now and then. */
    private static final class Reader implements Flow.Subscriber<Message> {
        private final Cursor cursor;
        private Flow.@Nullable Subscription subscription;

        Reader(Cursor cursor) {
            this.cursor = cursor;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(COMMIT_EVERY);
        }

        @Override
        public void onNext(Message message) {
            long number = number(message);
            say("read " + number);
            if (number % COMMIT_EVERY == 0) {
                cursor.commit(message).thenRun(() -> {
                    say("committed " + number);
                    subscription.request(COMMIT_EVERY);
                });
            }
        }

        @Override
        public void onError(Throwable failure) {
            say("failed " + failure);
        }

        @Override
        public void onComplete() {
            say("ended");
        }
    }
}
