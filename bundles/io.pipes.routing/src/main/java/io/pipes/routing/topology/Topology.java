// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.routing.Paths;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Route;
import io.pipes.spi.node.Router;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows about the links of its network, and the ways that follow from it. Ways are worked out when somebody asks, and kept
 * until something changes.
 */
public final class Topology implements Paths {
    /** How long between two words about ways that have changed, while they go on changing. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final NodeContext node;
    private final DirectLinks links;
    private final Graph graph = new Graph();
    private final Avoided avoided;
    private final Doubts doubts;
    private final Misgivings misgivings = new OwnExperience();
    private final RouteProtocol protocol;
    private final EndOfTurn telling;
    private Cancellable forgetting = () -> {};
    private Cancellable trusting = () -> {};
    private @Nullable Ways ways;

    /** @param relays whether this node carries circuits of others */
    public Topology(NodeContext node, boolean relays) {
        this.node = node;
        links = new DirectLinks(node.loop(), this::linksChanged);
        avoided = new Avoided(node.clock());
        doubts = new Doubts(node.clock());
        protocol = new RouteProtocol(node, links, relays, graph, this::changed);
        BackOff pauses = new BackOff(node.clock(), SHORTEST_PAUSE, LONGEST_PAUSE);
        telling = new EndOfTurn(node.loop(), pauses, node.routing()::changed);
    }

    /** Reads what the store remembers; must be complete before {@link #start}. */
    public CompletionStage<Void> load() {
        return protocol.advertiser().numbers().load();
    }

    public void start() {
        node.membership().listen(protocol.membershipListener());
        node.links().handle(RouteProtocol.PROTOCOL, protocol);
        protocol.advertiser().start();
    }

    public void stop() {
        protocol.stop();
        telling.stop();
        forgetting.cancel();
        trusting.cancel();
    }

    @Override
    public Optional<Route> route(NodeId member) {
        if (isPeer(member)) {
            int delay = Delay.units(links.delay(member));
            return Optional.of(new Route(List.of(member), Delay.duration(delay)));
        }
        return ways().to(member);
    }

    @Override
    public void avoid(NodeId one, NodeId other) {
        avoided.add(one, other);
        changed();
        forgetting.cancel();
        forgetting = node.loop().schedule(Avoided.FOR, this::forget);
    }

    @Override
    public void doubt(Collection<NodeId> relays, int weight) {
        if (!relays.isEmpty()) {
            doubts.add(relays, weight);
            changed();
            trusting.cancel();
            trusting = node.loop().schedule(Doubts.RECENTLY, this::trustMore);
        }
    }

    private void trustMore() {
        changed();
        trusting = node.loop().schedule(Doubts.MEMORY, this::changed);
    }

    /** Members to which there is a way, in order of id. */
    public Collection<NodeId> reachable() {
        TreeSet<NodeId> reachable = new TreeSet<>(ways().reachable());
        links.delays().keySet().stream().filter(this::isPeer).forEach(reachable::add);
        return reachable;
    }

    /** Links that both ends advertise, in order of id. */
    public Collection<Router.Edge> edges() {
        return graph.edges();
    }

    /** @see Router#announce */
    public void announce(Bytes note) {
        if (note.size() > Router.MAX_NOTE_BYTES) {
            throw new IllegalArgumentException("A note has at most " + Router.MAX_NOTE_BYTES + " bytes");
        }
        protocol.advertiser().announce(note);
    }

    /** @see Router#note */
    public Optional<Bytes> note(NodeId member) {
        return protocol.advert(member).map(Advert::note).filter(note -> !note.isEmpty());
    }

    /** What a member last said about itself, if it does not contradict itself. */
    Optional<Advert> advert(NodeId member) {
        return protocol.advert(member);
    }

    private boolean isPeer(NodeId member) {
        return links.contains(member) && !avoided.contains(node.id(), member);
    }

    private Ways ways() {
        Ways now = ways;
        if (now == null) {
            doubts.weigh();
            now = Ways.from(node.id(), links.delays(), graph, misgivings);
            ways = now;
        }
        return now;
    }

    private void linksChanged() {
        protocol.advertiser().changed();
        changed();
    }

    private void changed() {
        ways = null;
        telling.ask();
    }

    private void forget() {
        if (avoided.expire()) {
            changed();
        }
    }

    /** What came of ways that were tried. */
    private final class OwnExperience implements Misgivings {
        @Override
        public boolean avoid(NodeId one, NodeId other) {
            return avoided.contains(one, other);
        }

        @Override
        public int doubt(NodeId relay) {
            return doubts.about(relay);
        }
    }
}
