// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A source of messages for one subscriber, which remembers what was asked of it and gives what the test wants. */
final class Tap implements Flow.Publisher<Message>, Flow.Subscription {
    private Flow.@Nullable Subscriber<? super Message> subscriber;
    long requested;
    boolean cancelled;
    String content = "hello";
    private int last;

    @Override
    public void subscribe(Flow.Subscriber<? super Message> wanting) {
        subscriber = wanting;
        wanting.onSubscribe(this);
    }

    @Override
    public void request(long count) {
        requested += count;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    boolean isSubscribed() {
        return subscriber != null;
    }

    /** Gives messages, whether they were asked for or not. */
    void pour(int count) {
        for (int i = 0; i < count; i++) {
            subscriber.onNext(message(++last));
        }
    }

    void fail(Throwable why) {
        subscriber.onError(why);
    }

    void end() {
        subscriber.onComplete();
    }

    /** How the message with this number is called, as text. */
    static String name(int number) {
        return new MessageName.Direct(1, number).text();
    }

    private Message message(int number) {
        return new Message(
                new MessageName.Direct(1, number),
                Optional.empty(),
                0,
                Optional.empty(),
                NodeId.of(Bytes.wrap(new byte[NodeId.SIZE])),
                "ada",
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Content.TEXT,
                Bytes.utf8(content));
    }
}
