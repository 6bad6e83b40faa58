// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Randomness;
import io.pipes.base.TokenBucket;
import io.pipes.node.link.LinkParts;
import io.pipes.node.wire.Intake;
import io.pipes.node.wire.Preface;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Transport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where all callers of the process arrive, and the limits that hold before they have proven anything: a MAC for everybody, key
 * agreement only for who knows a secret, and of those only so many a second. Whatever is wrong, the answer is silence.
 */
public final class Gate implements Transport.Acceptor {
    /** Key agreements in a second and at once. */
    private static final int HANDSHAKES_PER_SECOND = 500;

    private static final int HANDSHAKES_AT_ONCE = 1_000;

    /** How many callers may be undecided; the one who has waited longest makes room for the next. */
    private static final int MAX_HALF_OPEN = 1_024;

    private static final int REMEMBERED = 16_384;

    private final LinkParts parts;
    private final Randomness randomness;
    private final Doors doors;
    private final TokenBucket handshakes;
    private final ReplayCache seen = new ReplayCache(REMEMBERED);
    private final Set<Answering> halfOpen = new LinkedHashSet<>();

    public Gate(LinkParts parts, Randomness randomness, Doors doors) {
        this.parts = parts;
        this.randomness = randomness;
        this.doors = doors;
        handshakes = new TokenBucket(parts.loop().clock(), HANDSHAKES_AT_ONCE, HANDSHAKES_PER_SECOND);
    }

    @Override
    public void accepted(Connection connection) {
        if (halfOpen.size() >= MAX_HALF_OPEN) {
            halfOpen.iterator().next().drop();
        }
        Answering answering = new Answering(this, parts, randomness);
        halfOpen.add(answering);
        answering.start(new Intake(connection, answering));
    }

    /** The door for a caller, if it may try it. */
    Optional<Door> door(Preface preface) {
        Optional<Door> found = doors.open(preface);
        if (found.isPresent() && !(seen.add(preface.ephemeral()) && handshakes.take(1))) {
            found.get().shut();
            return Optional.empty();
        }
        return found;
    }

    void decided(Answering answering) {
        halfOpen.remove(answering);
    }

    /** Drops everybody who is undecided. */
    public void close() {
        List.copyOf(halfOpen).forEach(Answering::drop);
    }
}
