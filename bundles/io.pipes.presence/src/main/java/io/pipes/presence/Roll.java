// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence;

import io.pipes.api.node.NodeState;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.base.id.NodeId;
import io.pipes.presence.detector.LinkWatch;
import io.pipes.presence.note.Note;
import io.pipes.presence.seen.LastSeen;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All members as they are, put together from membership, links, routes and notes. Changed on the loop, read from any thread. */
final class Roll {
    private final NodeContext node;
    private final Notes notes;
    private final Watches watches;
    private final LastSeen lastSeen;
    private final Supplier<Note> own;
    private final Consumer<PresenceEvent> news;
    private final Map<NodeId, MemberPresence> members = new ConcurrentHashMap<>();

    /**
     * @param own what this node says about itself
     * @param news hears of what changes
     */
    Roll(NodeContext node, Watches watches, LastSeen lastSeen, Supplier<Note> own, Consumer<PresenceEvent> news) {
        this.node = node;
        this.notes = new Notes(node);
        this.watches = watches;
        this.lastSeen = lastSeen;
        this.own = own;
        this.news = news;
    }

    /** From any thread. Who is there without a link, as routes say, and this node itself are seen now and not when that changed last. */
    List<MemberPresence> members() {
        Instant now = now();
        return members.values().stream()
                .map(member ->
                        member.state() == NodeState.REACHABLE || member.node().equals(node.id())
                                ? seenAt(member, now)
                                : member)
                .toList();
    }

    private static MemberPresence seenAt(MemberPresence of, Instant time) {
        return new MemberPresence(
                of.node(),
                of.name(),
                of.state(),
                of.hops(),
                of.via(),
                of.roundTrip(),
                of.status(),
                of.capabilities(),
                Optional.of(time),
                of.suspicion(),
                of.suspected());
    }

    int size() {
        return members.size();
    }

    void refreshAll() {
        node.membership().members().forEach(this::refresh);
    }

    void refresh(NodeId id) {
        node.membership().member(id).ifPresent(this::refresh);
    }

    void refresh(Member member) {
        MemberPresence now = member.id().equals(node.id()) ? self(member) : other(member);
        MemberPresence before = members.put(member.id(), now);
        if (before == null) {
            news.accept(new PresenceEvent(PresenceEvent.Kind.JOINED, now));
        } else if (!sameBut(before, now)) {
            news.accept(new PresenceEvent(PresenceEvent.Kind.CHANGED, now));
        }
    }

    void remove(NodeId id) {
        notes.forget(id);
        lastSeen.forget(id);
        MemberPresence gone = members.remove(id);
        if (gone != null) {
            news.accept(new PresenceEvent(PresenceEvent.Kind.REMOVED, gone));
        }
    }

    /** But for what changes all the time. */
    private static boolean sameBut(MemberPresence one, MemberPresence other) {
        return one.state() == other.state()
                && one.hops() == other.hops()
                && one.suspected() == other.suspected()
                && one.via().equals(other.via())
                && one.name().equals(other.name())
                && one.status().equals(other.status())
                && one.capabilities().equals(other.capabilities());
    }

    private MemberPresence self(Member member) {
        Note said = own.get();
        return new MemberPresence(
                member.id(),
                member.name(),
                NodeState.CONNECTED,
                0,
                Optional.empty(),
                Optional.empty(),
                said.status(),
                said.capabilities(),
                Optional.of(now()),
                0,
                false);
    }

    private MemberPresence other(Member member) {
        NodeId id = member.id();
        Optional<LinkState> link = node.links().link(id);
        boolean direct = link.filter(LinkState::direct).isPresent();
        Optional<Route> route =
                direct ? Optional.empty() : node.routing().router().flatMap(router -> router.route(id));
        NodeState state = direct
                ? NodeState.CONNECTED
                : link.isPresent() || route.isPresent() ? NodeState.REACHABLE : NodeState.JOINED;
        note(id, state);
        double suspicion = watches.suspicion(id);
        Note said = notes.of(id);
        return new MemberPresence(
                id,
                member.name(),
                state,
                direct ? 1 : route.map(Route::hops).orElse(0),
                route.map(Route::first).filter(first -> !first.equals(id)),
                link.map(LinkState::roundTrip)
                        .or(() -> route.map(Route::roundTrip))
                        .filter(rtt -> !rtt.isZero()),
                said.status(),
                said.capabilities().equals(own.get().capabilities()) ? own.get().capabilities() : said.capabilities(),
                link.map(this::heard).or(() -> seen(id, state)),
                suspicion,
                suspicion >= LinkWatch.SUSPECT);
    }

    /** Remembers that it is there, or when it went. */
    private void note(NodeId id, NodeState state) {
        MemberPresence before = members.get(id);
        if (state != NodeState.JOINED) {
            lastSeen.there(id);
        } else if (before != null && before.state() != NodeState.JOINED) {
            boolean byRoute = before.state() == NodeState.REACHABLE;
            lastSeen.left(id, (byRoute ? now() : before.lastSeen().orElse(now())).toEpochMilli());
        }
    }

    private Instant heard(LinkState link) {
        return now().minus(Duration.ofNanos(node.clock().nanos() - link.lastHeard()));
    }

    private Optional<Instant> seen(NodeId id, NodeState state) {
        return state == NodeState.JOINED ? lastSeen.of(id).map(Instant::ofEpochMilli) : Optional.of(now());
    }

    private Instant now() {
        return Instant.ofEpochMilli(node.clock().wallMillis());
    }
}
