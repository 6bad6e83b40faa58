// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.transport.tcp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who may come in, from all sources together and from each. What one source is refused does not count against the others.
 *
 * <p>A flood from very many sources must not keep members out. So a source from which somebody has proven himself is held to its own
 * limits only, not to those of all together; and of strangers the one who has been half-open for longest makes room for the next.
 *
 * <p>A source is forgotten as soon as it has nothing open and its bucket is full again, so memory follows the accept rate.
 *
 * <p><b>Threads.</b> Any.
 */
final class Admission {
    /** How many sources of members are remembered; those that came last. */
    private static final int MAX_PROVEN = 1_024;

    private final TcpLimits limits;
    private final Set<Source> proven = new LinkedHashSet<>();
    private final Set<Place> undecided = new LinkedHashSet<>();
    private final Map<Source, Guest> guests = new LinkedHashMap<>(64, 0.75f, true);
    private final TokenBucket rate;
    private int halfOpen;

    Admission(TcpLimits limits, long nanos) {
        this.limits = limits;
        rate = new TokenBucket(limits.rate().total(), limits.burst().total(), nanos);
    }

    /**
     * @param nanos the time of any monotonic clock, always the same one
     * @param drop ends the connection at once when its place is needed; called by any thread
     * @return a place that counts as half-open until it is released; empty if a limit is reached
     */
    synchronized Optional<Place> admit(Source source, long nanos, Runnable drop) {
        forgetTheQuiet(nanos);
        Guest known = guests.get(source);
        boolean welcome = known == null || known.isWelcome(nanos);
        boolean member = proven.contains(source);
        if (!welcome || !member && !rate.hasToken(nanos)) {
            return Optional.empty();
        }
        Guest guest = guests.computeIfAbsent(source, added -> new Guest(nanos));
        guest.bucket.take();
        Place place = new Place(source, guest, drop);
        if (!member) {
            rate.take();
            makeRoom();
            undecided.add(place);
        }
        guest.halfOpen++;
        halfOpen++;
        return Optional.of(place);
    }

    /** The stranger who has waited for longest goes. */
    private void makeRoom() {
        if (undecided.size() >= limits.halfOpen().total()) {
            Place eldest = undecided.iterator().next();
            eldest.release();
            eldest.drop.run();
        }
    }

    synchronized int halfOpen() {
        return halfOpen;
    }

    synchronized int sources() {
        return guests.size();
    }

    private synchronized void release(Place place) {
        if (!place.released) {
            place.released = true;
            undecided.remove(place);
            place.guest.halfOpen--;
            halfOpen--;
        }
    }

    private synchronized void prove(Place place) {
        release(place);
        proven.remove(place.source);
        proven.add(place.source);
        if (proven.size() > MAX_PROVEN) {
            proven.remove(proven.iterator().next());
        }
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

    /** One half-open connection. */
    final class Place {
        private final Source source;
        private final Guest guest;
        private final Runnable drop;
        private boolean released;

        private Place(Source source, Guest guest, Runnable drop) {
            this.source = source;
            this.guest = guest;
            this.drop = drop;
        }

        /** Says that the other side has proven itself: it is half-open no more, and its source is one of a member. */
        void prove() {
            Admission.this.prove(this);
        }

        /** Says that it is half-open no more. Twice is as good as once. */
        void release() {
            Admission.this.release(this);
        }
    }
}
