// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes packets of one history, each when the one before it is there; what comes too early waits. Lives on the node's loop. */
final class Intake {
    private final NodeId self;
    private final Chains chains;
    private final Appender appender;
    private final Repair repair;
    private final Ahead ahead;
    private final Predicate<Packet> settled;
    /** Where chains may go on although nobody keeps what is before. */
    private final Map<NodeId, Long> jumps = new HashMap<>();

    private long taken;

    /** @param settled whether it makes no sense to wait for the key of a packet that has just come */
    Intake(NodeId self, Chains chains, Appender appender, Repair repair, Ahead ahead, Predicate<Packet> settled) {
        this.self = self;
        this.chains = chains;
        this.appender = appender;
        this.repair = repair;
        this.ahead = ahead;
        this.settled = settled;
    }

    boolean knows(Packet packet) {
        return packet.header().seq() <= chains.last(packet.header().author()) || ahead.knows(packet);
    }

    /**
     * Takes a packet that is not known and is good; what it needs may still be on its way.
     *
     * @return whether the one before it is not there
     */
    boolean take(Packet packet) {
        NodeId author = packet.header().author();
        Chain chain = chains.of(author);
        if (chain.continuesWith(packet) && settled.test(packet)) {
            append(packet, chain);
            takeWaiting(chain);
            return false;
        }
        ahead.add(packet);
        return !ahead.has(author, chain.lastSeq() + 1);
    }

    /** Tries again what waits. */
    void retry() {
        ahead.expire();
        ahead.authors().forEach(author -> takeWaiting(chains.of(author)));
    }

    private void takeWaiting(Chain chain) {
        Optional<Packet> next = ahead.take(chain, settled);
        while (next.isPresent() && chain.continuesWith(next.get())) {
            append(next.get(), chain);
            next = ahead.take(chain, settled);
        }
    }

    /** A packet was asked for that need not continue the chain: nobody who was asked keeps those in between. */
    void mayJump(NodeId author, long to) {
        if (to > chains.last(author) + 1) {
            jumps.put(author, to);
        }
    }

    /** It is not asked for any more. */
    void mayNotJump(NodeId author) {
        jumps.remove(author);
    }

    /** Takes packets of one author that were fetched, each the successor of the one before, signed and good. */
    History.Taken take(List<Packet> run) {
        Chain chain = chains.of(run.get(0).header().author());
        List<Packet> again = new ArrayList<>();
        boolean some = false;
        for (Packet packet : run) {
            if (!chain.isFrozen() && chains.counts(packet)) {
                jumpIfNeeded(packet, chain);
                if (packet.header().seq() <= chain.lastSeq()) {
                    again.add(packet);
                } else if (chain.continuesWith(packet)) {
                    append(packet, chain);
                    some = true;
                } else {
                    repair.take(chain, again);
                    return History.Taken.DIFFERENT;
                }
            }
        }
        takeWaiting(chain);
        boolean mends = repair.take(chain, again);
        return some || mends ? History.Taken.SOME : History.Taken.NOTHING;
    }

    private void jumpIfNeeded(Packet packet, Chain chain) {
        long seq = packet.header().seq();
        if (seq > chain.lastSeq() + 1 && jumps.getOrDefault(chain.author(), 0L) == seq && !chain.isWaiting()) {
            chain.jumpTo(packet);
        }
    }

    private void append(Packet packet, Chain chain) {
        taken += chain.author().equals(self) ? 0 : 1;
        chain.add(packet);
        appender.add(packet, chain);
    }

    /** How many packets of others were taken since this node was started. */
    long taken() {
        return taken;
    }

    /** Whether something came too early. */
    boolean isWaiting() {
        return !ahead.isEmpty();
    }

    void clear() {
        ahead.clear();
    }
}
