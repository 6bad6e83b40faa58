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
import java.util.stream.Stream;

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

    /** Which of some packets, each the successor of the one before, would be taken now: what continues its chain, and what is damaged here. */
    List<Packet> wanted(List<Packet> run) {
        Chain chain = chainOf(run);
        List<Packet> wanted = new ArrayList<>(missed(chain, run));
        wanted.addAll(news(chain, run));
        return wanted;
    }

    /** Takes packets of one author that were fetched, each the successor of the one before, signed and good. */
    History.Taken take(List<Packet> run) {
        Chain chain = chainOf(run);
        List<Packet> missed = missed(chain, run);
        List<Packet> news = news(chain, run);
        boolean different = news.isEmpty() && !behind(chain, run).isEmpty();
        if (!news.isEmpty() && !chain.continuesWith(news.get(0))) {
            chain.jumpTo(news.get(0));
        }
        news.forEach(packet -> append(packet, chain));
        takeWaiting(chain);
        boolean mends = repair.take(chain, missed);
        if (different) {
            return History.Taken.DIFFERENT;
        }
        return !news.isEmpty() || mends ? History.Taken.SOME : History.Taken.NOTHING;
    }

    private Chain chainOf(List<Packet> run) {
        return chains.of(run.get(0).header().author());
    }

    private List<Packet> missed(Chain chain, List<Packet> run) {
        return counting(chain, run)
                .filter(packet -> packet.header().seq() <= chain.lastSeq())
                .filter(packet ->
                        repair.isMissing(chain.author(), packet.header().seq()))
                .toList();
    }

    private List<Packet> news(Chain chain, List<Packet> run) {
        List<Packet> behind = behind(chain, run);
        boolean goesOn = !behind.isEmpty() && (chain.continuesWith(behind.get(0)) || mayJumpTo(behind.get(0), chain));
        return goesOn ? behind : List.of();
    }

    private List<Packet> behind(Chain chain, List<Packet> run) {
        return counting(chain, run)
                .filter(packet -> packet.header().seq() > chain.lastSeq())
                .toList();
    }

    private Stream<Packet> counting(Chain chain, List<Packet> run) {
        return chain.isFrozen() ? Stream.of() : run.stream().filter(chains::counts);
    }

    private boolean mayJumpTo(Packet packet, Chain chain) {
        long seq = packet.header().seq();
        return seq > chain.lastSeq() + 1 && jumps.getOrDefault(chain.author(), 0L) == seq && !chain.isWaiting();
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
