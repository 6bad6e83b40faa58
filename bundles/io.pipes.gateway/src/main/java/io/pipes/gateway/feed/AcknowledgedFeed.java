// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import io.pipes.api.message.Message;
import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.UnconfirmedMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * Messages that a client acknowledges in the order in which it was told them; what it has not acknowledged when it goes is told others.
 *
 * <p>Messages come from the node's thread, acknowledgements from the client's: both hold the lock, for moments.
 */
public final class AcknowledgedFeed implements Client.Subscription {
    private final String id;
    private final Feed<UnconfirmedMessage> feed;
    private final ArrayDeque<UnconfirmedMessage> told = new ArrayDeque<>();

    /** @param notices how the client is told */
    public AcknowledgedFeed(
            String id,
            long window,
            Client client,
            Notices<Message> notices,
            Supplier<Flow.Publisher<UnconfirmedMessage>> source,
            Scheduler scheduler) {
        this.id = id;
        feed = new Feed<>(id, Feed.Kind.HOLDING, window, client, new Remembered(notices), source, scheduler);
    }

    /** Keeps what the client is told until it acknowledges it. */
    private final class Remembered implements Notices<UnconfirmedMessage> {
        private final Notices<Message> notices;

        Remembered(Notices<Message> notices) {
            this.notices = notices;
        }

        @Override
        public long tell(UnconfirmedMessage message) {
            remember(message);
            return notices.tell(message.message());
        }

        @Override
        public boolean isPending() {
            return notices.isPending();
        }

        @Override
        public void flush() {
            notices.flush();
        }
    }

    private synchronized void remember(UnconfirmedMessage message) {
        told.add(message);
    }

    /** Begins, and ends with the client; what is wrong from the start is thrown to the caller. */
    public void beginFor(Client owner) {
        feed.beginFor(owner, this);
    }

    /**
     * The client has dealt with so many more.
     *
     * @return how many it was told and has not acknowledged then
     */
    public int acknowledge(long count) {
        List<UnconfirmedMessage> dealtWith = new ArrayList<>();
        int left;
        synchronized (this) {
            if (count > told.size()) {
                throw Params.invalid("'count' is more than subscription " + id + " was told and has not acknowledged: "
                        + told.size() + ".");
            }
            for (long i = 0; i < count; i++) {
                dealtWith.add(told.remove());
            }
            left = told.size();
        }
        dealtWith.forEach(UnconfirmedMessage::confirm);
        return left;
    }

    @Override
    public void grant(long count) {
        feed.grant(count);
    }

    @Override
    public void cancel() {
        feed.cancel();
    }
}
