// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.History;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Router;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks readers that are no peers for what no peer has, over links through others: peers may be members who cannot read, and so have no
 * blobs. A few are asked at a time, first who wrote the message, and the longer the more seldom while nobody has it. Those on the way see
 * sealed records and learn not even an address.
 *
 * <p>Lives on the node's loop.
 */
final class FarReaders {
    /** How long peers have time to say that they have something before those behind them are asked. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The longest pause, in which nobody more is asked; each is twice as long as the one before. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** So many more are asked at once. */
    private static final int AT_ONCE = 3;

    /** So many of them may be authors of what is new, so that who names things without end keeps nobody from being asked. */
    private static final int AUTHORS_AT_ONCE = 2;

    private final NodeContext node;
    private final BlobBook book;
    private final Collection<History> histories;
    private final Fetching fetching;
    private final BlobTalk talk;
    /** Who was asked since everybody had been. */
    private final Set<NodeId> asked = new TreeSet<>();
    /** Authors of what is wanted since they were asked, who had no turn for longest first. */
    private final Set<NodeId> authors = new LinkedHashSet<>();
    /** What open links to readers were told. */
    private Set<Bytes> told = Set.of();

    private Duration pause = PATIENCE;
    private @Nullable Cancellable timer;
    private boolean stopped;

    /**
     * @param histories that there are now
     * @param lost hears of a blob that somebody asked for and that is not here any more
     */
    FarReaders(
            NodeContext node, BlobBook book, Collection<History> histories, Fetching fetching, Consumer<Bytes> lost) {
        this.node = node;
        this.book = book;
        this.histories = histories;
        this.fetching = fetching;
        talk = new BlobTalk(node, fetching, lost, this::lacking);
    }

    /** Hears those who are asked, and who ask this node in the same way. */
    BlobTalk talk() {
        return talk;
    }

    /** Who was asked last. */
    Stream<NodeId> asked() {
        return asked.stream();
    }

    private List<Bytes> lacking(Exchange exchange) {
        return askedOf(exchange, fetching.lonely(PATIENCE));
    }

    /** Of these what a member behind peers has written or may read; others learn nothing, and have nothing. */
    private List<Bytes> askedOf(Exchange exchange, Collection<Bytes> lonely) {
        if (exchange.direct() || lonely.isEmpty()) {
            return List.of();
        }
        NodeId member = exchange.peer();
        Set<Bytes> readable = readableBy(member);
        return lonely.stream()
                .filter(address -> book.places(address).stream()
                        .anyMatch(place -> place.author().equals(member) || readable.contains(place.routeTag())))
                .toList();
    }

    private Set<Bytes> readableBy(NodeId id) {
        return node.membership().member(id).stream()
                .flatMap(member -> histories.stream()
                        .filter(history -> history.pipeline().readableBy(member))
                        .map(History::routeTag))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Something is wanted that peers may not have.
     *
     * @param author of a message that names it
     */
    void lookSoon(NodeId author) {
        authors.add(author);
        if (timer == null || pause.compareTo(PATIENCE) > 0) {
            pause = PATIENCE;
            lookLater();
        }
    }

    private void lookLater() {
        if (timer != null) {
            timer.cancel();
        }
        timer = stopped ? null : node.loop().schedule(pause, this::look);
    }

    private void look() {
        timer = null;
        List<Bytes> lonely = fetching.lonely(PATIENCE);
        if (lonely.isEmpty()) {
            pause = PATIENCE;
            asked.clear();
            authors.clear();
        } else {
            askSome(lonely);
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
        tell(lonely);
        if (!fetching.wanted().isEmpty()) {
            lookLater();
        }
    }

    /** Whoever is linked hears of what has become lonely, and need not be asked for it once more. */
    private void tell(List<Bytes> lonely) {
        List<Bytes> more =
                lonely.stream().filter(address -> !told.contains(address)).toList();
        talk.sayWants(exchange -> askedOf(exchange, more));
        told = Set.copyOf(lonely);
    }

    private void askSome(List<Bytes> lonely) {
        Set<NodeId> candidates = candidates(lonely);
        Set<NodeId> writers = authorsOf(lonely);
        if (asked.containsAll(candidates)) {
            asked.clear();
        }
        Stream<NodeId> first = authors.stream()
                .filter(author -> writers.contains(author) && candidates.contains(author))
                .limit(AUTHORS_AT_ONCE);
        Stream<NodeId> others = candidates.stream().filter(candidate -> !asked.contains(candidate));
        List<NodeId> next =
                Stream.concat(first, others).distinct().limit(AT_ONCE).toList();
        next.forEach(this::ask);
    }

    private Set<NodeId> authorsOf(List<Bytes> addresses) {
        return addresses.stream()
                .flatMap(address -> book.places(address).stream())
                .map(BlobPlace::author)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** It is told what is wanted when the link is there. */
    private void ask(NodeId member) {
        asked.add(member);
        authors.remove(member);
        if (talk.members().noneMatch(member::equals)) {
            node.links().want(member);
        }
    }

    /** Those whose messages name these blobs, then others who can read such messages, at each node in another order; no peers. */
    private Set<NodeId> candidates(List<Bytes> addresses) {
        Set<NodeId> candidates = authorsOf(addresses);
        Set<Bytes> tags = addresses.stream()
                .flatMap(address -> book.places(address).stream())
                .map(BlobPlace::routeTag)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<Bytes, NodeId> readers = new TreeMap<>();
        histories.stream()
                .filter(history -> tags.contains(history.routeTag()))
                .flatMap(history -> node.membership().members().stream().filter(history.pipeline()::readableBy))
                .map(Member::id)
                .distinct()
                .forEach(reader -> readers.put(node.suite().hash(node.id().bytes(), reader.bytes()), reader));
        candidates.addAll(readers.values());
        candidates.retainAll(behindPeers());
        return candidates;
    }

    private Set<NodeId> behindPeers() {
        Optional<Router> router = node.routing().router();
        Set<NodeId> behind = new TreeSet<>(node.links().linked());
        router.ifPresent(ways -> behind.addAll(ways.reachable()));
        behind.removeIf(
                member -> node.links().link(member).filter(LinkState::direct).isPresent());
        return behind;
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        talk.stop();
    }
}
