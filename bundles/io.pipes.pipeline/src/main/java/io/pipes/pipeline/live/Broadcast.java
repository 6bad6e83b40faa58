// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Brings live packets to every member that is linked, directly or through others: an author sends to all its peers, who pass on what they
 * got along the author's tree and announce it to everybody else; who misses something asks for it.
 */
final class Broadcast implements ExchangeHandler, Supplies.Skipping {
    /** The longest packet and some small ones; a window for each peer is memory. */
    private static final int WINDOW_BYTES = 5 << 18;

    static final Protocol PROTOCOL =
            new Protocol("packet.1", TrafficClass.INTERACTIVE, WINDOW_BYTES, Protocol.Reach.PEERS);

    private final NodeContext node;
    private final Checks checks;
    private final SharedPackets shared;
    private final RecentPackets recent;
    private final Streams streams;
    private final Arrivals kept;
    private final Announcer announcer;
    private final PullPlan pulls;
    private final Recalls recalls;
    private final Answers answers;
    private final Supplies supplies;
    private final Forwarding forwarding;
    private final Backlog backlog = new Backlog();
    private final Runnable roomToWrite;
    private final Set<Exchange> exchanges = new LinkedHashSet<>();

    private boolean begun;
    private boolean resumed;

    /**
     * @param streams where live packets go
     * @param kept where packets of persistent pipelines go
     * @param roomToWrite runs when a publisher that waited may go on
     */
    Broadcast(
            NodeContext node,
            SharedPackets shared,
            Checks checks,
            Streams streams,
            Arrivals kept,
            Runnable roomToWrite) {
        this.node = node;
        this.shared = shared;
        this.checks = checks;
        this.streams = streams;
        this.kept = kept;
        this.roomToWrite = roomToWrite;
        recent = new RecentPackets(node.loop(), shared);
        announcer = new Announcer(node, recent);
        pulls = new PullPlan(node.loop());
        answers = new Answers(recent);
        supplies = new Supplies(node, this);
        forwarding = new Forwarding(node, recent, announcer, answers, pulls::isReliable);
        recalls = new Recalls(node.loop(), announcer::announceAll);
    }

    /**
     * Goes on where a predecessor stopped, a moment ago: peers are asked what there is, for what was on its way to the predecessor may be
     * lost, and they may still want what it had.
     */
    void resume(List<SavedPacket> saved) {
        resumed = true;
        saved.forEach(one -> recent.add(shared.take(one.packet()), one.ageMillis()));
    }

    /** From now on packets may go out. */
    void begin() {
        begun = true;
        roomToWrite.run();
    }

    /** Whether a publisher should wait. */
    boolean blocked() {
        return !begun || supplies.full();
    }

    /** Sends an own packet to all peers; those that are skipped are told of it. Returns how many peers there are. */
    int publish(Packet packet) {
        Bytes message = LiveWire.packet(packet.encoded());
        recent.add(shared.take(packet));
        announcer.announce(packet.id(), supplies.send(packet.id(), message));
        return exchanges.size();
    }

    @Override
    public void skipped(Exchange peer, Collection<PacketId> packets) {
        packets.forEach(id -> announcer.announce(id, List.of(peer)));
        roomToWrite.run();
    }

    @Override
    public boolean hasCaughtUp(Exchange peer) {
        return answers.areServed(peer) && announcer.flush(peer);
    }

    @Override
    public void opened(Exchange exchange) {
        exchanges.add(exchange);
        supplies.opened(exchange);
        forwarding.opened(exchange);
        announcer.announceAll(exchange);
        if (resumed) {
            exchange.send(LiveWire.recall());
        }
        roomToWrite.run();
    }

    @Override
    public void closed(Exchange exchange) {
        exchanges.remove(exchange);
        forwarding.closed(exchange);
        announcer.closed(exchange);
        pulls.closed(exchange);
        recalls.closed(exchange);
        answers.closed(exchange);
        backlog.closed(exchange);
        supplies.closed(exchange);
        roomToWrite.run();
    }

    @Override
    public void writable(Exchange exchange) {
        supplies.writable(exchange);
        answers.serve(exchange);
        announcer.flush(exchange);
        roomToWrite.run();
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        try {
            read(exchange, message);
        } catch (MalformedException nonsense) {
            exchange.misbehaved("live packets: " + nonsense.reason());
        }
    }

    private void read(Exchange from, Bytes message) throws MalformedException {
        int type = LiveWire.type(message);
        switch (type) {
            case LiveWire.PACKET -> packet(from, message);
            case LiveWire.ANNOUNCE -> announced(from, LiveWire.announced(LiveWire.body(message)));
            case LiveWire.WANT -> answers.wanted(from, LiveWire.wanted(LiveWire.body(message)));
            case LiveWire.OFFER -> offered(from, LiveWire.body(message));
            case LiveWire.GRAFT -> forwarding.grafted(LiveWire.author(LiveWire.body(message)), from);
            case LiveWire.PRUNE -> forwarding.pruned(LiveWire.author(LiveWire.body(message)), from);
            case LiveWire.RECALL -> {
                LiveWire.recalled(LiveWire.body(message));
                recalls.recalled(from);
            }
            default -> throw new MalformedException("unknown message type");
        }
    }

    private void packet(Exchange from, Bytes message) throws MalformedException {
        SharedPacket packet = shared.take(message, node.suite());
        try {
            packet(from, packet);
        } finally {
            shared.release(packet);
        }
    }

    private void packet(Exchange from, SharedPacket packet) throws MalformedException {
        PacketId id = packet.packet().id();
        checks.look(packet.packet());
        announcer.known(id, from);
        supplies.known(id, from);
        if (isKnown(packet.packet())) {
            forwarding.duplicate(packet.packet(), from);
            return;
        }
        int size = packet.packet().encoded().size();
        backlog.begun(from, size);
        shared.hold(packet);
        checks.verify(packet, verdict -> {
            judged(from, packet, verdict);
            backlog.done(from, size);
        });
    }

    private void judged(Exchange from, SharedPacket packet, Checks.Verdict verdict) {
        if (verdict == Checks.Verdict.GOOD && !isKnown(packet.packet())) {
            accept(from, packet);
            return;
        }
        shared.release(packet);
        switch (verdict) {
            case GOOD -> {}
            case NO_AUTHORITY ->
                pulls.announced(new LiveWire.Announced(packet.packet().id(), 0), from);
            case FORGED -> from.misbehaved("a packet with a wrong signature");
        }
    }

    private boolean isKnown(Packet packet) {
        return packet.header().author().equals(node.id())
                || recent.contains(packet.id())
                || checks.isUnderway(packet)
                || arrivals(packet).knows(packet);
    }

    private void accept(Exchange from, SharedPacket packet) {
        recent.add(packet);
        forwarding.accepted(packet.packet(), from, pulls.arrived(packet.packet().id(), from));
        arrivals(packet.packet()).take(packet.packet(), from.peer());
    }

    private Arrivals arrivals(Packet packet) {
        return packet.header().type() == PacketType.LIVE ? streams : kept;
    }

    private void announced(Exchange from, List<LiveWire.Announced> announced) {
        for (LiveWire.Announced one : announced) {
            if (isMissing(one, from)) {
                pulls.announced(one, from);
            }
        }
    }

    private void offered(Exchange from, Bytes body) throws MalformedException {
        LiveWire.Announced offered = LiveWire.offered(body);
        boolean expected = forwarding.isExpected(LiveWire.offeredAuthor(body), from);
        if (!isMissing(offered, from)) {
            return;
        }
        if (expected) {
            pulls.announced(offered, from);
        } else {
            pulls.offered(offered, from);
        }
    }

    /** Whether what a peer has is not here and should be. */
    private boolean isMissing(LiveWire.Announced there, Exchange from) {
        announcer.known(there.id(), from);
        supplies.known(there.id(), from);
        if (recent.contains(there.id())) {
            forwarding.alsoAt(from, there);
            return false;
        }
        return streams.concerns(there.ageMillis());
    }

    /** What passed lately, for a successor. */
    RecentPackets recent() {
        return recent;
    }

    /** Completes when what has arrived was judged; nothing more may arrive. */
    CompletionStage<Void> finish() {
        return checks.finish();
    }

    void stop() {
        announcer.stop();
        pulls.stop();
        recalls.stop();
        supplies.stop();
        recent.stop();
    }
}
