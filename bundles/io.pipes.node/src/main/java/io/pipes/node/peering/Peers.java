// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Randomness;
import io.pipes.base.TokenBucket;
import io.pipes.base.id.NodeId;
import io.pipes.node.link.Link;
import io.pipes.node.link.LinkEnd;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.spi.home.Settings;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps a node linked: to everybody a person told it of, and in {@code AUTO} to a few others that chance chooses. A node with too few
 * links looks further at once, one with enough is quiet. Only lost ones are called whatever there is: when a network was cut in two,
 * nobody in either half lacks anything. Who was disconnected by a person is left alone until a person or the other side connects again.
 */
public final class Peers {
    /** With fewer links that it initiated a node looks for more. */
    static final int MIN_OUTBOUND = 6;

    /** How many it then looks for. */
    static final int MAX_OUTBOUND = 8;

    /** With so many it does not call those back that it lost either. */
    static final int MOST_OUTBOUND = 2 * MAX_OUTBOUND;

    /** How many that were lost are remembered; each of them was on the other side of a cut, if it was one. */
    private static final int MAX_LOST = 8;

    /** How long one who finds no room may stay to hear of others. */
    private static final Duration VISIT = Duration.ofSeconds(1);

    private static final int SPREAD_MILLIS = 100;
    private static final int LOOKS_AT_ONCE = 32;
    private static final int LOOKS_PER_SECOND = 4;
    private static final int WORST_OF = 8;

    private final Loop loop;
    private final Randomness randomness;
    private final Settings.Peering peering;
    private final PeeringTiming timing;
    private final AddressBook book;
    private final Caller caller;
    private final Neighbourhood neighbourhood;
    private final Map<NodeId, Pursuit> pursuits = new TreeMap<>();
    private final Set<NodeId> leftAlone = new HashSet<>();
    private final Set<NodeId> lost = new LinkedHashSet<>();
    private final TokenBucket looks;
    private Cancellable nextLook = () -> {};
    private boolean looksLater;
    private boolean seeking = true;
    private int engaged;
    private int calling;
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
        looks = new TokenBucket(loop.clock(), LOOKS_AT_ONCE, LOOKS_PER_SECOND);
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
        nextLook.cancel();
        pursuits.values().forEach(Pursuit::stop);
        pursuits.clear();
    }

    /** Looks again whom to call, because addresses, members or links have changed. Costs little when nothing is lacking. */
    public void reconsider() {
        if (!running) {
            return;
        }
        book.told().stream().filter(this::mayCall).forEach(node -> pursuit(node).begin(Duration.ZERO));
        if (peering == Settings.Peering.AUTO) {
            lost.stream().filter(this::mayCall).forEach(node -> pursuit(node).begin(Duration.ZERO));
            seek();
        }
    }

    /** Calls others at random until there are enough links or nobody is left who is not known to be away. */
    private void seek() {
        seeking = neighbourhood.outbound() < (seeking ? MAX_OUTBOUND : MIN_OUTBOUND);
        while (seeking && hasRoom()) {
            if (!looks.take(1)) {
                lookLater();
                return;
            }
            Optional<NodeId> next = next();
            if (next.isEmpty()) {
                return;
            }
            pursuit(next.get()).begin(Duration.ofMillis(randomness.nextInt(SPREAD_MILLIS)));
        }
    }

    private void lookLater() {
        if (!looksLater) {
            looksLater = true;
            nextLook = loop.schedule(looks.until(1), () -> {
                looksLater = false;
                reconsider();
            });
        }
    }

    /** Anybody whom nothing speaks against; rather not one who could not be reached before. */
    private Optional<NodeId> next() {
        List<NodeId> fresh = book.sample(randomness, 1, node -> failures(node) == 0 && isCandidate(node));
        List<NodeId> chosen = fresh.isEmpty() ? book.sample(randomness, 1, this::isCandidate) : fresh;
        return chosen.stream().findFirst();
    }

    private boolean isCandidate(NodeId node) {
        Pursuit pursuit = pursuits.get(node);
        return (pursuit == null || pursuit.resting()) && mayCall(node);
    }

    private int failures(NodeId node) {
        Pursuit pursuit = pursuits.get(node);
        return pursuit == null ? 0 : pursuit.failures();
    }

    /** So many more pursuits than before may bring a link at any moment, and so many more are calling. */
    void changed(int moreEngaged, int moreCalling) {
        engaged += moreEngaged;
        calling += moreCalling;
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
                && isWanted(node, known);
    }

    private boolean isWanted(NodeId node, PeerAddresses known) {
        Pursuit pursuit = pursuits.get(node);
        boolean busy = pursuit != null && pursuit.busy();
        if (peering != Settings.Peering.AUTO) {
            return known.told();
        }
        return known.told() && !busy
                || lost.contains(node) && neighbourhood.outbound() < MOST_OUTBOUND
                || seeking && hasRoom();
    }

    private boolean hasRoom() {
        int outbound = neighbourhood.outbound();
        return outbound + engaged < MAX_OUTBOUND && outbound + calling < MOST_OUTBOUND;
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
        lost.remove(link.peer());
        if (!running) {
            return;
        }
        pursuit(link.peer()).reached();
        if (!link.initiator() && neighbourhood.isCrowded()) {
            // By then it has heard of others, who have room.
            loop.schedule(VISIT, () -> link.close(GoodbyeReason.BUSY));
        }
        reconsider();
    }

    public void ended(Link link, LinkEnd end) {
        NodeId peer = link.peer();
        if (end.is(GoodbyeReason.DISCONNECTED)) {
            leaveAlone(peer);
        }
        if (!running) {
            return;
        }
        boolean refused = end.is(GoodbyeReason.BUSY) && !end.byUs() && book.size() > 1;
        if (refused || end.is(GoodbyeReason.REVOKED)) {
            pursuit(peer).slowDown();
        } else if (!end.is(GoodbyeReason.DISCONNECTED)) {
            pursuit(peer).pause();
        }
        if (end.reason().isEmpty() && link.initiator() && link.direct()) {
            lost(peer);
        }
        reconsider();
    }

    private void lost(NodeId peer) {
        lost.add(peer);
        if (lost.size() > MAX_LOST) {
            lost.remove(lost.iterator().next());
        }
    }

    /**
     * Heard where a member may be found. When the book is full another one gives way of whom nothing is to be expected.
     *
     * @return whether that was news
     */
    boolean heard(NodeId node, Bytes linkKey, List<Address> addresses, boolean fromItself) {
        if (book.isFull() && book.of(node).isEmpty()) {
            book.sample(randomness, WORST_OF, this::isDispensable).stream()
                    .max(Comparator.comparingInt(this::failures))
                    .ifPresent(this::forget);
        }
        return book.heard(node, linkKey, addresses, fromItself);
    }

    private boolean isDispensable(NodeId node) {
        return !lost.contains(node)
                && !neighbourhood.linked(node)
                && book.of(node).filter(PeerAddresses::told).isEmpty();
    }

    /** Does not call the node until told. */
    public void leaveAlone(NodeId node) {
        leftAlone.add(node);
        lost.remove(node);
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

    /** The node is no member any more, or not worth remembering. */
    public void forget(NodeId node) {
        book.forget(node);
        lost.remove(node);
        Pursuit pursuit = pursuits.remove(node);
        if (pursuit != null) {
            pursuit.stop();
        }
    }
}
