// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Cancellable;
import java.time.Duration;

/**
 * Whether what is said on the first lane still arrives. The other side confirms within milliseconds; when it does not for a while and
 * nothing else comes either, the connection may be dead without a word, and who carries others' data over it should not wait until that
 * is certain. After each false alarm it waits twice as long, for a while: where much is lost on the way, silence means less. Costs nothing
 * while nothing is said.
 */
final class Suspicion {
    /** How often it looks in the time after which it suspects. */
    private static final int LOOKS = 4;

    /** How many times as long as at first it waits at most. */
    private static final int MOST_PATIENT = 16;

    /** After so long without a false alarm it waits half as long again. */
    private static final long CALMING = Duration.ofMinutes(1).toNanos();

    private final Link link;
    private final LinkParts parts;
    private Cancellable timer = () -> {};
    private boolean watching;
    private boolean suspect;
    private long outstanding;
    private long since;
    private int patience = 1;
    private long lastAlarm;

    Suspicion(Link link, LinkParts parts) {
        this.link = link;
        this.parts = parts;
    }

    /** Something was said. */
    void said() {
        if (!watching) {
            watching = true;
            look();
        }
    }

    /** Something has come. */
    void heard() {
        if (suspect) {
            suspect = false;
            patience = Math.min(2 * patience, MOST_PATIENT);
            lastAlarm = parts.now();
            link.interrupted(false);
        }
    }

    void stop() {
        watching = true;
        timer.cancel();
    }

    private void look() {
        mark();
        again();
    }

    /** From now on everything that was said should be confirmed soon. */
    private void mark() {
        outstanding = link.needed();
        since = parts.now();
    }

    private void again() {
        timer = parts.loop().schedule(parts.timing().suspect().dividedBy(LOOKS), this::check);
    }

    private void check() {
        if (link.confirmed() >= link.needed()) {
            watching = false;
            return;
        }
        if (link.confirmed() >= outstanding) {
            mark();
        } else if (!suspect && !link.suspended() && silentFor(patience())) {
            suspect = true;
            link.interrupted(true);
        }
        again();
    }

    private long patience() {
        if (patience > 1 && parts.now() - lastAlarm >= CALMING) {
            patience /= 2;
            lastAlarm = parts.now();
        }
        return patience * parts.timing().suspect().toNanos();
    }

    private boolean silentFor(long nanos) {
        return parts.now() - Math.max(since, link.lastHeard()) >= nanos;
    }
}
