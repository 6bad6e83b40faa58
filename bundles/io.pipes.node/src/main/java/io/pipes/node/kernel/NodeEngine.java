// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Doors;
import io.pipes.node.link.Link;
import io.pipes.node.link.LinkEnd;
import io.pipes.node.link.LinkParts;
import io.pipes.node.link.LinkTable;
import io.pipes.node.link.NodeLinks;
import io.pipes.node.link.ProtocolTable;
import io.pipes.node.membership.LedgerSync;
import io.pipes.node.peering.Neighbourhood;
import io.pipes.node.peering.PeerExchange;
import io.pipes.node.peering.Peers;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.home.Settings;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.transport.Address;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: puts ledger, links, peers and extensions together and passes on what one of them has to know of another. Lives on
 * the loop; the API of it is {@link LocalNode}.
 */
final class NodeEngine implements LinkTable.Listener, LedgerSync.Listener, MembershipListener {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEngine.class);

    private static final Duration ROUTES_PAUSE = Duration.ofSeconds(1);

    /** And so much for each member, since looking takes longer then, and more changes. */
    private static final Duration ROUTES_PAUSE_EACH = Duration.ofMillis(4);

    private final KernelParts kernel;
    private final NodeParts parts;
    private final LinkParts linkParts;
    private final LinkTable table;
    private final ProtocolTable protocols;
    private final NodeLinks links;
    private final LedgerSync sync;
    private final Peers peers;
    private final PeerExchange peerExchange;
    private final Neighbourhood neighbourhood;
    private final Doors doors;
    private final Extensions extensions;
    private final Facets facets = new Facets();
    private final NodeEvents events = new NodeEvents();
    private final NodeDirectory directory;
    private final Waiters waiters;
    private final NodeRouting routing;
    private final RelayedLinks relayedLinks;
    private final Patience patience;
    private final BoxRotation rotation;
    private boolean stopped;
    private boolean lookedAtRoutes;
    private boolean routesAreNews;

    NodeEngine(KernelParts kernel, NodeParts parts) {
        this.kernel = kernel;
        this.parts = parts;
        Surroundings around = kernel.surroundings();
        table = new LinkTable(parts.id(), this);
        routing = new NodeRouting(kernel.gate());
        linkParts = kernel.links().with(new NodeDialer(kernel.caller(), routing));
        protocols = new ProtocolTable(kernel.loop(), kernel.timing().links().absent());
        patience = new Patience(kernel.clock());
        neighbourhood = new NodeNeighbourhood(parts, table, patience, this::begin);
        doors = new NodeDoors(parts, around.suite(), patience, this::begin);
        peers = new Peers(
                kernel.loop(),
                around.randomness(),
                around.settings().peering(),
                kernel.timing().peering(),
                parts.book(),
                kernel.caller(),
                neighbourhood);
        peerExchange =
                new PeerExchange(parts.id(), kernel.listening(), peers, around.randomness(), parts.ledger()::member);
        sync = new LedgerSync(parts.ledger(), kernel.loop(), kernel.clock(), this);
        directory = new NodeDirectory(kernel.clock(), parts, table, routing);
        waiters = new Waiters(kernel.loop());
        relayedLinks = new RelayedLinks(
                kernel.loop(), kernel.caller(), table, neighbourhood, parts.ledger(), routing, this::directAddresses);
        routing.listen(this::routesChanged);
        links = new NodeLinks(table, protocols, relayedLinks::want);
        rotation = new BoxRotation(kernel, parts, () -> !links.linked().isEmpty());
        extensions = new Extensions(
                kernel.problems(),
                entry -> new ExtensionContext(kernel, parts, links, routing, rotation, facets, this::features, entry));
    }

    /** Begins to call and to answer. */
    void start() {
        protocols.handleEarly(LedgerSync.PROTOCOL, sync);
        parts.ledger().listen(this);
        if (kernel.surroundings().settings().peering() == Settings.Peering.AUTO) {
            protocols.handle(PeerExchange.PROTOCOL, peerExchange);
        }
        directory.refresh();
        if (!directory.revoked()) {
            peers.start();
            relayedLinks.start();
            rotation.start();
        }
    }

    /** Says goodbye; afterwards nothing of the node runs any more, and its store is closed. */
    CompletionStage<Void> stop(GoodbyeReason reason) {
        stopped = true;
        peers.stop();
        relayedLinks.stop();
        return rotation.stop()
                .thenCompose(over -> extensions.removeAll())
                .handle((gone, failure) -> null)
                .thenCompose(gone -> {
                    table.closeAll(reason);
                    sync.stop();
                    waiters.end(new PipesException(PipesException.Code.UNREACHABLE, "The node has stopped."));
                    events.close();
                    return parts.blobs()
                            .close()
                            .handle((closed, failure) -> null)
                            .thenCompose(closed -> parts.store().close());
                });
    }

    private Collection<String> features() {
        return extensions.names();
    }

    private void begin(NodeId peer, Bytes peerKey, Intake intake, SessionSecret secret, boolean initiator) {
        Link link = new Link(linkParts, protocols, intake, peer, peerKey, initiator, secret, table);
        if (stopped || directory.revoked()) {
            link.close(GoodbyeReason.GOING);
            return;
        }
        link.start();
    }

    // links

    @Override
    public void proven(Link link) {
        LOG.debug("Link to {} over {} begins", link.peer(), link.remote());
    }

    @Override
    public void inStep(NodeId peer) {
        table.to(peer).ifPresent(this::open);
    }

    private void open(Link link) {
        NodeId peer = link.peer();
        boolean member = parts.ledger()
                .member(peer)
                .filter(known -> known.linkKey().equals(link.peerKey()))
                .isPresent();
        if (!member) {
            LOG.info("Link to {} ends: it does not belong to the network any more", peer);
            link.close(GoodbyeReason.REVOKED);
            return;
        }
        link.inStep();
        if (link.open()) {
            opened(link);
            waiters.opened(peer);
        }
    }

    private void opened(Link link) {
        NodeId peer = link.peer();
        directory.linked(peer);
        relayedLinks.opened(link);
        links.changed();
        if (link.direct()) {
            LOG.info("Linked to {} at {}", peer, link.remote());
            peers.opened(link);
            events.tell("connected", peer);
        } else {
            LOG.info("Linked to {} through others", peer);
        }
    }

    @Override
    public void moved(Link link) {
        if (!link.open()) {
            return;
        }
        if (link.direct()) {
            opened(link);
        } else {
            LOG.info("The link to {} goes through others now", link.peer());
            events.tell("disconnected", link.peer());
            relayedLinks.opened(link);
            links.changed();
            peers.reconsider();
        }
    }

    @Override
    public void giveUp(NodeId peer, String reason) {
        LOG.warn("Link to {} ends: {}", peer, reason);
        table.to(peer).ifPresent(link -> link.close(GoodbyeReason.NOT_IN_STEP));
    }

    @Override
    public void ended(Link link, LinkEnd end) {
        boolean wasOpen = directory.unlinked(link);
        if (wasOpen) {
            String why = end.reason()
                    .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                    .orElse("lost");
            LOG.info("Link to {} ended: {}", link.peer(), why);
            if (link.direct()) {
                events.tell("disconnected", link.peer());
            }
            links.changed();
        }
        relayedLinks.ended(link);
        if (end.is(GoodbyeReason.MALFORMED)) {
            lose(link.peer());
        }
        peers.ended(link, end);
    }

    private void lose(NodeId peer) {
        patience.tried(peer);
        if (!patience.lasts(peer)) {
            LOG.warn(
                    "Links to {} ended too often because of what was said; none for {} s",
                    peer,
                    Patience.PAUSE.toSeconds());
            kernel.loop().schedule(Patience.PAUSE, peers::reconsider);
        }
    }

    // members

    @Override
    public void joined(Member member) {
        directory.changed(Optional.empty(), Optional.of(member));
        events.tell("joined", member.id());
        peers.reconsider();
    }

    @Override
    public void changed(Member before, Member now) {
        directory.changed(Optional.of(before), Optional.of(now));
        if (before.role() != now.role()) {
            events.tell("changed", now.id());
        }
    }

    @Override
    public void removed(Member member) {
        directory.changed(Optional.of(member), Optional.empty());
        if (member.id().equals(parts.id())) {
            removedSelf();
        } else {
            table.to(member.id()).ifPresent(link -> link.farewell(GoodbyeReason.REVOKED));
            peers.forget(member.id());
            relayedLinks.forget(member.id());
            patience.forget(member.id());
            events.tell("removed", member.id());
        }
    }

    private void removedSelf() {
        LOG.warn("This node was removed from the network {}", parts.ledger().networkName());
        peers.stop();
        relayedLinks.stop();
        table.farewellAll(GoodbyeReason.DONE);
        waiters.end(new PipesException(
                PipesException.Code.REVOKED, "This node was removed from the network. Leave it to clean up."));
        events.tell("revoked", parts.id());
    }

    /** Where a member may be called for a direct link, by the rules for keeping peers. */
    private List<Address> directAddresses(NodeId member) {
        return peers.addressesFor(member);
    }

    /**
     * Members have come into reach, or are beyond it now. Those who look at all routes do so at once, and then once a second while much
     * changes, in a large network less often.
     */
    private void routesChanged() {
        relayedLinks.hurry();
        if (!lookedAtRoutes) {
            lookedAtRoutes = true;
            directory.routesChanged(events);
            Duration pause = ROUTES_PAUSE.plus(ROUTES_PAUSE_EACH.multipliedBy(directory.size()));
            kernel.loop().schedule(pause, this::lookAgain);
        } else {
            routesAreNews = true;
        }
    }

    private void lookAgain() {
        lookedAtRoutes = false;
        if (routesAreNews && !stopped) {
            routesAreNews = false;
            routesChanged();
        }
    }

    /** The process listens elsewhere now. */
    void moved() {
        peerExchange.moved();
    }

    // what it is made of

    NodeParts parts() {
        return parts;
    }

    LinkTable table() {
        return table;
    }

    Peers peers() {
        return peers;
    }

    Neighbourhood neighbourhood() {
        return neighbourhood;
    }

    Doors doors() {
        return doors;
    }

    Extensions extensions() {
        return extensions;
    }

    Facets facets() {
        return facets;
    }

    NodeEvents events() {
        return events;
    }

    NodeDirectory directory() {
        return directory;
    }

    NodeRouting routing() {
        return routing;
    }

    RelayedLinks relayedLinks() {
        return relayedLinks;
    }

    Waiters waiters() {
        return waiters;
    }

    Optional<Link> openLink(NodeId node) {
        return table.to(node).filter(Link::open);
    }
}
