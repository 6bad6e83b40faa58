// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Pings a client at each interval, whatever else is said, so that it knows that somebody is there; and notices that nobody is there any more, whose
 * machine or way here has gone without a word, when an interval after a ping nothing has come. May be used from any thread.
 */
final class Heartbeat {
    static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Scheduler scheduler;
    private final Runnable ping;
    private final BooleanSupplier listening;
    private final Runnable gone;
    private volatile boolean heard = true;
    private volatile boolean over;
    private volatile Cancellable timer = () -> {};

    /**
     * @param listening whether what the client says is read; who is not listened to cannot be missed
     * @param gone runs once when the client is not there any more
     */
    Heartbeat(Scheduler scheduler, Runnable ping, BooleanSupplier listening, Runnable gone) {
        this.scheduler = scheduler;
        this.ping = ping;
        this.listening = listening;
        this.gone = gone;
    }

    void begin() {
        timer = scheduler.schedule(INTERVAL, this::beat);
        if (over) {
            timer.cancel();
        }
    }

    /** The client has said something, or is only now listened to again. */
    void heard() {
        heard = true;
    }

    private void beat() {
        if (over) {
            return;
        }
        boolean listened = listening.getAsBoolean();
        if (listened && !heard) {
            end();
            gone.run();
        } else {
            heard = !listened;
            ping.run();
            begin();
        }
    }

    void end() {
        over = true;
        timer.cancel();
    }
}
