// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who may come in, from all sources together and from each. What one source is refused does not count against the others.
 *
 * <p>A source is forgotten as soon as it has nothing open and its bucket is full again, so memory follows the accept rate.
 *
 * <p><b>Threads.</b> Any.
 */
final class Admission {
    private final TcpLimits limits;
    private final Map<Source, Guest> guests = new LinkedHashMap<>(64, 0.75f, true);
    private final TokenBucket rate;
    private int halfOpen;

    Admission(TcpLimits limits, long nanos) {
        this.limits = limits;
        rate = new TokenBucket(limits.rate().total(), limits.burst().total(), nanos);
    }

    /**
     * @param nanos the time of any monotonic clock, always the same one
     * @return a place that counts as half-open until it is released; empty if a limit is reached
     */
    synchronized Optional<Place> admit(Source source, long nanos) {
        forgetTheQuiet(nanos);
        Guest known = guests.get(source);
        boolean welcome = known == null || known.isWelcome(nanos);
        if (!welcome || halfOpen >= limits.halfOpen().total() || !rate.hasToken(nanos)) {
            return Optional.empty();
        }
        Guest guest = guests.computeIfAbsent(source, added -> new Guest(nanos));
        rate.take();
        guest.bucket.take();
        guest.halfOpen++;
        halfOpen++;
        return Optional.of(new Place(guest));
    }

    synchronized int halfOpen() {
        return halfOpen;
    }

    synchronized int sources() {
        return guests.size();
    }

    private synchronized void release(Guest guest) {
        guest.halfOpen--;
        halfOpen--;
    }

    /** Looks at those who came longest ago and stops at the first who must be remembered. */
    private void forgetTheQuiet(long nanos) {
        Iterator<Guest> eldest = guests.values().iterator();
        while (eldest.hasNext() && eldest.next().isQuiet(nanos)) {
            eldest.remove();
        }
    }

    /** A source that was let in lately. */
    private final class Guest {
        final TokenBucket bucket;
        int halfOpen;

        Guest(long nanos) {
            bucket = new TokenBucket(limits.rate().perSource(), limits.burst().perSource(), nanos);
        }

        boolean isWelcome(long nanos) {
            return halfOpen < limits.halfOpen().perSource() && bucket.hasToken(nanos);
        }

        boolean isQuiet(long nanos) {
            return halfOpen == 0 && bucket.isFull(nanos);
        }
    }

    /** One half-open connection. Belongs to one thread. */
    final class Place {
        private final Guest guest;
        private boolean released;

        private Place(Guest guest) {
            this.guest = guest;
        }

        /** Says that it is half-open no more. Twice is as good as once. */
        void release() {
            if (!released) {
                released = true;
                Admission.this.release(guest);
            }
        }
    }
}
