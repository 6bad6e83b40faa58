// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.api.message.Receipt;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Network;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.benchmarks.node.Machine;
import io.pipes.benchmarks.node.PlainNode;
import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The process that founds a network and publishes. Argument: its home. */
public final class WritingSide {
    private static final int WINDOW = 4_096;
    private static final int PATIENCE_SECONDS = 60;

    private final Pipeline notes;
    private long published;

    private WritingSide(Pipeline notes) {
        this.notes = notes;
    }

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        PlainNode node = PlainNode.start(Machine.start(), Path.of(arguments[0]), "writer");
        Network network = node.create("benchmark");
        InvitationTerms terms = new InvitationTerms(Role.WRITER, Duration.ofHours(1), 100);
        String ticket = PlainNode.done(network.invite(terms)).ticket();
        Pipelines pipelines = network.facet(Pipelines.class).orElseThrow();
        WritingSide side = new WritingSide(
                PlainNode.done(pipelines.create(Notes.PIPELINE, PipelineKind.PERSISTENT, Optional.empty())));
        talk.say("ready", ticket);
        for (Optional<String[]> command = talk.next(); command.isPresent(); command = talk.next()) {
            int count = Integer.parseInt(command.get()[1]);
            long begin = System.nanoTime();
            switch (command.get()[0]) {
                case "stream" -> side.stream(count);
                case "single" -> side.oneByOne(count);
                default -> side.sixteen(count);
            }
            talk.say("published", side.published, System.nanoTime() - begin);
        }
        System.exit(0);
    }

    private void stream(int count) throws InterruptedException {
        Semaphore room = new Semaphore(WINDOW);
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        for (int i = 0; i < count; i++) {
            if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Publishing stands still");
            }
            notes.publish(Notes.of(published++)).whenComplete((sent, failure) -> {
                if (failure != null || sent.receipt() != Receipt.STORED) {
                    wrong.set(failure == null ? new IllegalStateException("not stored") : failure);
                }
                room.release();
            });
        }
        if (!room.tryAcquire(WINDOW, PATIENCE_SECONDS, TimeUnit.SECONDS) || wrong.get() != null) {
            throw new IllegalStateException("Not everything was stored", wrong.get());
        }
    }

    private void oneByOne(int count) {
        for (int i = 0; i < count; i++) {
            PlainNode.done(notes.publish(Notes.of(published++)));
        }
    }

    private void sixteen(int count) throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        long first = published;
        for (int writer = 0; writer < 16; writer++) {
            int from = writer;
            Thread thread = new Thread(() -> {
                for (int i = from; i < count; i += 16) {
                    PlainNode.done(notes.publish(Notes.of(first + i)));
                }
            });
            thread.start();
            writers.add(thread);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        published += count;
    }
}
