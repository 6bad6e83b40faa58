// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.api.message.Message;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.benchmarks.node.Machine;
import io.pipes.benchmarks.node.PlainNode;
import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The process that joins and gets everything. Argument: its home. Told: the ticket, and how many messages there are. */
public final class JoiningSide {
    private static final int PATIENCE_SECONDS = 60;

    private JoiningSide() {}

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        PlainNode node = PlainNode.start(Machine.start(), Path.of(arguments[0]), "guest");
        talk.say("ready");
        String[] told = talk.next().orElseThrow();
        Everything everything = new Everything(Integer.parseInt(told[1]), talk::wrong);
        long begin = System.nanoTime();
        Network network = node.join(told[0]);
        PlainNode.await(() -> notes(network)).messages(From.START).subscribe(everything);
        if (!everything.heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            talk.wrong("not everything came");
        }
        talk.say("got", everything.firstNanos - begin, System.nanoTime() - begin);
        talk.next();
        System.exit(0);
    }

    private static Optional<Pipeline> notes(Network network) {
        return network.facet(Pipelines.class).flatMap(pipelines -> pipelines.find(Notes.PIPELINE));
    }

    /** Counts each message once. */
    private static final class Everything implements Flow.Subscriber<Message> {
        private final CountDownLatch heard = new CountDownLatch(1);
        private final BitSet numbers = new BitSet();
        private final int count;
        private final Consumer<String> wrong;
        private volatile long firstNanos;

        private Everything(int count, Consumer<String> wrong) {
            this.count = count;
            this.wrong = wrong;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message message) {
            if (firstNanos == 0) {
                firstNanos = System.nanoTime();
            }
            int number = (int) Notes.number(message.content());
            if (numbers.get(number)) {
                throw new IllegalStateException("Message " + number + " came twice");
            }
            numbers.set(number);
            if (numbers.cardinality() == count) {
                heard.countDown();
            }
        }

        @Override
        public void onError(Throwable failure) {
            wrong.accept("reading ended: " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            // A pipeline has no end.
        }
    }
}
