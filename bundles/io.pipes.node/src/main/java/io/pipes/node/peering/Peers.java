// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Randomness;
import io.pipes.base.id.NodeId;
import io.pipes.node.link.Link;
import io.pipes.node.link.LinkEnd;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.spi.home.Settings;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps a node linked: to everybody a person told it of, and in {@code AUTO} to a few of the others. Who was disconnected by a person
 * is left alone until a person or the other side connects again.
 */
public final class Peers {
    /** How many links a node initiates by itself. */
    static final int MAX_OUTBOUND = 8;

    private static final int SPREAD_MILLIS = 300;

    private final Loop loop;
    private final Randomness randomness;
    private final Settings.Peering peering;
    private final PeeringTiming timing;
    private final AddressBook book;
    private final Caller caller;
    private final Neighbourhood neighbourhood;
    private final Map<NodeId, Pursuit> pursuits = new TreeMap<>();
    private final Set<NodeId> leftAlone = new HashSet<>();
    private boolean running;

    public Peers(
            Loop loop,
            Randomness randomness,
            Settings.Peering peering,
            PeeringTiming timing,
            AddressBook book,
            Caller caller,
            Neighbourhood neighbourhood) {
        this.loop = loop;
        this.randomness = randomness;
        this.peering = peering;
        this.timing = timing;
        this.book = book;
        this.caller = caller;
        this.neighbourhood = neighbourhood;
    }

    Loop loop() {
        return loop;
    }

    public AddressBook book() {
        return book;
    }

    Caller caller() {
        return caller;
    }

    Neighbourhood neighbourhood() {
        return neighbourhood;
    }

    public void start() {
        running = true;
        reconsider();
    }

    public void stop() {
        running = false;
        pursuits.values().forEach(Pursuit::stop);
        pursuits.clear();
    }

    /** Looks again whom to call, because addresses, members or links have changed. */
    public void reconsider() {
        if (running) {
            book.nodes().stream().filter(this::mayCall).forEach(this::pursue);
        }
    }

    private void pursue(NodeId node) {
        boolean known = pursuits.containsKey(node);
        pursuit(node).begin(known ? Optional.empty() : Optional.of(firstWait(node)));
    }

    /** Chance decides who is called first of those that nobody told us of, so that not all choose the same. */
    private Duration firstWait(NodeId node) {
        boolean told = book.of(node).filter(PeerAddresses::told).isPresent();
        return told ? Duration.ZERO : Duration.ofMillis(randomness.nextInt(SPREAD_MILLIS));
    }

    private Pursuit pursuit(NodeId node) {
        return pursuits.computeIfAbsent(node, made -> new Pursuit(made, this, new Backoff(timing, randomness)));
    }

    /** Whether a call to the node would make sense now. */
    boolean mayCall(NodeId node) {
        PeerAddresses known = book.of(node).orElse(null);
        return running
                && known != null
                && !known.addresses().isEmpty()
                && !node.equals(neighbourhood.self())
                && !leftAlone.contains(node)
                && neighbourhood.welcome(node)
                && !neighbourhood.linked(node)
                && (known.told() || peering == Settings.Peering.AUTO && hasRoom());
    }

    private boolean hasRoom() {
        long calling = pursuits.values().stream().filter(Pursuit::calling).count();
        return neighbourhood.outbound() + calling < MAX_OUTBOUND;
    }

    /** A way to reach others is there again: tries all of them now. */
    public void hurry() {
        if (running) {
            reconsider();
            pursuits.forEach((node, pursuit) -> {
                if (mayCall(node)) {
                    pursuit.hurry();
                }
            });
        }
    }

    public void opened(Link link) {
        leftAlone.remove(link.peer());
        if (running) {
            pursuit(link.peer()).reached();
        }
    }

    public void ended(Link link, LinkEnd end) {
        if (end.is(GoodbyeReason.DISCONNECTED)) {
            leaveAlone(link.peer());
        }
        if (!running) {
            return;
        }
        if (end.is(GoodbyeReason.BUSY) || end.is(GoodbyeReason.REVOKED)) {
            pursuit(link.peer()).slowDown();
        }
        reconsider();
    }

    /** Does not call the node until told. */
    public void leaveAlone(NodeId node) {
        leftAlone.add(node);
        Pursuit pursuit = pursuits.remove(node);
        if (pursuit != null) {
            pursuit.stop();
        }
    }

    /** What came of the last call to each address of a node. */
    public Map<Address, String> results(NodeId node) {
        Pursuit pursuit = pursuits.get(node);
        return pursuit == null ? Map.of() : pursuit.results();
    }

    /** Where a node may be called for a direct link in place of a relayed one: nowhere if a person wants none or said nothing. */
    public List<Address> addressesFor(NodeId node) {
        boolean may = running && !leftAlone.contains(node) && neighbourhood.welcome(node);
        return book.of(node)
                .filter(known -> may && (known.told() || peering == Settings.Peering.AUTO))
                .map(PeerAddresses::addresses)
                .orElse(List.of());
    }

    /** A person wants a link to the node. */
    public void want(NodeId node) {
        leftAlone.remove(node);
        if (mayCall(node)) {
            pursuit(node).hurry();
        }
    }

    /** The node is no member any more. */
    public void forget(NodeId node) {
        book.forget(node);
        Pursuit pursuit = pursuits.remove(node);
        if (pursuit != null) {
            pursuit.stop();
        }
    }
}
