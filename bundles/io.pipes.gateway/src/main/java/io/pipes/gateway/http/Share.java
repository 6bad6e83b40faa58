// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.gateway.token.Token;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the clients of one token have under way together, so that a token is not worth more the more connections are made with it. The owner's
 * clients and strangers are limited one by one, and all together, only. May be used from any thread.
 */
final class Share {
    /** What may wait to be read by those of one token; from there on each has little of it, or goes. */
    static final long MAX_QUEUED_BYTES = 16 << 20;

    /** What they may have said that is not answered; from there on each has little of it. */
    static final long MAX_UNANSWERED_BYTES = 12 << 20;

    /** What they may hold. */
    static final int MAX_SUBSCRIPTIONS = 1_024;

    private final boolean limited;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    private Share(boolean limited) {
        this.limited = limited;
    }

    static Share of(Token token) {
        return new Share(!token.isOwner());
    }

    static Share ofStranger() {
        return new Share(false);
    }

    /** Notes that more waits to be read, or less; whether it is too much now. */
    boolean queued(long more) {
        return queued.addAndGet(more) > MAX_QUEUED_BYTES && limited;
    }

    /** Notes that more is to be answered, or less. */
    void unanswered(long more) {
        unanswered.addAndGet(more);
    }

    boolean hasMuchUnanswered() {
        return limited && unanswered.get() > MAX_UNANSWERED_BYTES;
    }

    /** @param held by all of them now */
    boolean maySubscribe(int held) {
        return !limited || held < MAX_SUBSCRIPTIONS;
    }
}
