// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.message.Codec;
import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.TypedMessage;
import io.pipes.api.pipeline.TypedPipeline;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

final class ClientTypedPipeline<T> implements TypedPipeline<T> {
    private final Pipeline pipeline;
    private final Codec<T> codec;

    ClientTypedPipeline(Pipeline pipeline, Codec<T> codec) {
        this.pipeline = pipeline;
        this.codec = codec;
    }

    @Override
    public Pipeline pipeline() {
        return pipeline;
    }

    @Override
    public CompletionStage<Sent> publish(T value) {
        return pipeline.publish(new Content(codec.contentType(), codec.encode(value)));
    }

    @Override
    public Flow.Publisher<TypedMessage<T>> messages(From from, BiConsumer<Message, String> unreadable) {
        return subscriber -> pipeline.messages(from).subscribe(new Values(subscriber, unreadable));
    }

    /** Passes on what is a value, and asks for another message in the place of what is none. */
    private final class Values implements Flow.Subscriber<Message> {
        private final Flow.Subscriber<? super TypedMessage<T>> subscriber;
        private final BiConsumer<Message, String> unreadable;
        private Flow.@Nullable Subscription subscription;

        Values(Flow.Subscriber<? super TypedMessage<T>> subscriber, BiConsumer<Message, String> unreadable) {
            this.subscriber = subscriber;
            this.unreadable = unreadable;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            subscriber.onSubscribe(begun);
        }

        @Override
        public void onNext(Message message) {
            T value;
            try {
                value = codec.decode(content(message));
            } catch (IllegalArgumentException none) {
                unreadable.accept(message, String.valueOf(none.getMessage()));
                if (subscription != null) {
                    subscription.request(1);
                }
                return;
            }
            subscriber.onNext(new TypedMessage<>(value, message));
        }

        @Override
        public void onError(Throwable why) {
            subscriber.onError(why);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }

    private static Content content(Message message) {
        if (message.large().isPresent()) {
            throw new IllegalArgumentException(
                    "It has " + message.large().get().size() + " bytes, more than any value");
        }
        return new Content(message.contentType(), message.content(), message.key());
    }
}
