// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import io.pipes.gateway.token.Token;
import io.pipes.gateway.token.Tokens;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** How long one token lets one client in: until it is revoked, which is noticed at once, or expires. May be used from any thread. */
final class Lease {
    /** Timers do not notice that the wall clock was set, or that the machine slept: nobody looks away for longer. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Token token;
    private final Tokens tokens;
    private final Scheduler scheduler;
    private final Runnable ended;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Cancellable watch = () -> {};
    private volatile Cancellable timer = () -> {};

    /** @param ended runs once when the token is no longer valid, unless the lease was cancelled before */
    Lease(Token token, Tokens tokens, Scheduler scheduler, Runnable ended) {
        this.token = token;
        this.tokens = tokens;
        this.scheduler = scheduler;
        this.ended = ended;
    }

    /** Begins; a token that was revoked meanwhile ends it inside this call. */
    void begin() {
        watch = tokens.watch(token, this::look);
        look();
    }

    private void look() {
        if (tokens.isValid(token)) {
            tokens.timeLeft(token).ifPresent(this::lookAfter);
        } else {
            boolean first = over.compareAndSet(false, true);
            cancel();
            if (first) {
                ended.run();
            }
        }
    }

    private void lookAfter(Duration left) {
        if (!over.get()) {
            timer = scheduler.schedule(left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT, this::look);
        }
    }

    /** The client has gone. */
    void cancel() {
        over.set(true);
        watch.cancel();
        timer.cancel();
    }
}
