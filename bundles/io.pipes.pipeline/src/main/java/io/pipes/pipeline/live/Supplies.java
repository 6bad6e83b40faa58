// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings own packets to all peers, to each at its pace, and says when publishers have to wait. They wait for a peer that lags behind,
 * as long as {@link Patience} lasts; then it is skipped: it hears of packets and may ask for those that are still kept, until it has
 * caught up.
 */
final class Supplies {
    /** How often it is counted who waits for whom. */
    static final Duration LOOK = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(Supplies.class);

    private final NodeContext node;
    private final Skipping skipping;
    private final Map<Exchange, Supply> supplies = new LinkedHashMap<>();
    private @Nullable Cancellable timer;

    /** What becomes of those who are too slow. */
    interface Skipping {
        /** Nobody waits for the peer any more; these were not sent to it. */
        void skipped(Exchange peer, Collection<PacketId> packets);

        /** Whether the peer was told of everything and got what it asked for. */
        boolean hasCaughtUp(Exchange peer);
    }

    Supplies(NodeContext node, Skipping skipping) {
        this.node = node;
        this.skipping = skipping;
    }

    void opened(Exchange peer) {
        supplies.put(peer, new Supply(peer, node.clock().nanos()));
    }

    void closed(Exchange peer) {
        Supply gone = supplies.remove(peer);
        if (gone != null) {
            gone.end();
        }
    }

    void writable(Exchange peer) {
        supplies.get(peer).send();
    }

    void known(PacketId id, Exchange peer) {
        supplies.get(peer).known(id);
    }

    /** Whether publishers should wait: for one who lags far behind, or because nobody would take anything now. */
    boolean full() {
        boolean room = supplies.isEmpty();
        for (Supply supply : supplies.values()) {
            if (supply.isFull()) {
                return true;
            }
            room |= supply.hasRoom();
        }
        return !room;
    }

    /** Sends to all, at once or when there is room; returns those who are skipped. */
    List<Exchange> send(PacketId id, Bytes message) {
        List<Exchange> skipped = new ArrayList<>();
        for (Supply supply : supplies.values()) {
            if (supply.isSkipped()) {
                skipped.add(supply.exchange());
            } else {
                supply.add(id, message);
            }
        }
        lookSoon();
        return skipped;
    }

    private void lookSoon() {
        if (timer == null && supplies.values().stream().anyMatch(supply -> supply.isFull() || supply.isSkipped())) {
            timer = node.loop().schedule(LOOK, this::look);
        }
    }

    private void look() {
        timer = null;
        long now = node.clock().nanos();
        for (Supply supply : supplies.values()) {
            if (supply.isFull() && anybody(other -> other != supply && !other.isSkipped() && other.hasRoom())) {
                if (supply.waitedFor(LOOK, now)) {
                    skip(supply);
                }
            } else if (supply.isSkipped() && supply.isWorthAnotherTry(now) && skipping.hasCaughtUp(supply.exchange())) {
                supply.end();
            }
        }
        lookSoon();
    }

    private boolean anybody(Predicate<Supply> matching) {
        return supplies.values().stream().anyMatch(matching);
    }

    private void skip(Supply supply) {
        NodeId slow = supply.exchange().peer();
        String name = node.membership().member(slow).map(Member::name).orElseGet(slow::shortText);
        String problem =
                "'" + name + "' takes live packets more slowly than they are published and misses some of them.";
        LOG.warn("{} Nobody waits for it until it has caught up", problem);
        List<PacketId> dropped = supply.skip(node.problem(problem));
        skipping.skipped(supply.exchange(), dropped);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
        supplies.values().forEach(Supply::end);
    }
}
