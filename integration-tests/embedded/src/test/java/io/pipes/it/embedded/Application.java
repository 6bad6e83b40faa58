// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.embedded;

import io.pipes.api.Pipes;
import io.pipes.api.message.Message;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * The application: takes a note in a network of its own, says {@code note TEXT} for each that there is then, and {@code ready MILLIS} when
 * its node is. Arguments: home, text of the note.
 */
final class Application {
    private static final int PATIENCE_SECONDS = 60;

    private Application() {}

    public static void main(String[] arguments) throws Exception {
        long begun = System.nanoTime();
        try (Pipes pipes = Pipes.embedded(Path.of(arguments[0]))) {
            System.out.println("ready " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            Network network = network(pipes);
            Pipeline notes = done(network.pipelines().open("notes", PipelineKind.PERSISTENT));
            done(notes.publish(arguments[1]));
            Notes found = new Notes();
            notes.history(From.START).subscribe(found);
            done(found.told);
        }
    }

    private static Network network(Pipes pipes) throws Exception {
        var there = done(pipes.networks().find("garden"));
        return there.isPresent() ? there.get() : done(pipes.networks().create("garden", "anna"));
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static final class Notes implements Flow.Subscriber<Message> {
        final CompletableFuture<Void> told = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message note) {
            System.out.println("note " + note.text());
        }

        @Override
        public void onError(Throwable failure) {
            told.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            told.complete(null);
        }
    }
}
