// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.api.Pipes;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageSubscriber;
import io.pipes.api.network.Network;
import io.pipes.base.Bytes;
import io.pipes.benchmarks.node.NodeDoor;
import io.pipes.benchmarks.node.PlainNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;

/** As Java applications use the API: CBOR, several messages in one call, several in one notification. */
final class SdkClient implements ApiClient {
    private static final String TYPE = "application/octet-stream";

    private final Pipes pipes;
    private final Network network;
    private final Map<String, Gathering> publishing = new ConcurrentHashMap<>();

    private SdkClient(Pipes pipes, Network network) {
        this.pipes = pipes;
        this.network = network;
    }

    static SdkClient open(NodeDoor door) throws Exception {
        Pipes pipes = door.connect();
        return new SdkClient(pipes, PlainNode.done(pipes.networks().list()).get(0));
    }

    /** Of some 3,000 of this length that it may have, half are granted at any time, less those that it is just dealing with. */
    @Override
    public int window() {
        return 1_200;
    }

    @Override
    public void subscribe(String pipeline, Listener listener) throws Exception {
        Ear ear = new Ear(listener);
        network.pipeline(pipeline).messages().subscribe(ear);
        PlainNode.done(ear.begun);
    }

    @Override
    public void publish(String pipeline, byte[] message) {
        publishing
                .computeIfAbsent(pipeline, name -> new Gathering(network.pipeline(name)::publish))
                .add(new Content(TYPE, Bytes.wrap(message)));
    }

    @Override
    public void close() {
        pipes.close();
    }

    private static final class Ear implements MessageSubscriber {
        private final Listener listener;
        private final CompletableFuture<Void> begun = new CompletableFuture<>();

        Ear(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
            begun.complete(null);
        }

        @Override
        public void onNext(Message message) {
            listener.received(message.content().buffer());
        }

        @Override
        public void onSkipped(long count) {
            System.err.println(count + " messages were left out");
        }

        @Override
        public void onError(Throwable failure) {
            failure.printStackTrace();
            begun.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {}
    }
}
