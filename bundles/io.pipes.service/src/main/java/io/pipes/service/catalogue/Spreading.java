// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * How announcements come to all members: peers tell each other which ones they hold, and each fetches what is news to it, from one peer at a
 * time and of one author once in {@link #PAUSE}. So whoever announces much costs each node one signature a second, and what nobody asked
 * for is not looked at. When nothing changes nothing is said. Lives on the loop.
 */
final class Spreading implements ExchangeHandler {
    static final Protocol PROTOCOL = new Protocol("services.1", TrafficClass.CONTROL, 128 << 10, Protocol.Reach.PEERS);

    /** Of one author something is fetched once in this time. */
    static final Duration PAUSE = Duration.ofMillis(900);

    /** A peer that has not given something for so long is not asked for it again, unless it comes after all. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What one peer is asked for at a time. */
    private static final int MAX_ASKED = 16;

    private final NodeContext node;
    private final Announcements held;
    private final Predicate<Announcement> taken;
    private final Map<Exchange, Neighbour> neighbours = new HashMap<>();
    private final Map<NodeId, Asked> asked = new HashMap<>();
    private final Map<NodeId, Long> fetchedAt = new HashMap<>();
    private boolean telling;
    private Cancellable later = () -> {};
    private boolean waiting;
    private boolean stopped;

    /** @param taken gets each announcement whose signature is right and that is news, this node's own included; says whether it has room */
    Spreading(NodeContext node, Announcements held, Predicate<Announcement> taken) {
        this.node = node;
        this.held = held;
        this.taken = taken;
    }

    /** One announcement that was asked for, until it is known whether it is right, or until it is expected no more. */
    private static final class Asked {
        final Neighbour neighbour;
        final Cancellable timer;
        /** Whether it came and its signature is being checked. */
        boolean checking;

        Asked(Neighbour neighbour, Cancellable timer) {
            this.neighbour = neighbour;
            this.timer = timer;
        }

        boolean isExpectedFrom(Neighbour other) {
            return neighbour == other && !checking;
        }
    }

    @Override
    public void opened(Exchange exchange) {
        Neighbour neighbour = new Neighbour(exchange, node.clock());
        neighbours.put(exchange, neighbour);
        neighbour.greet(true, held);
    }

    @Override
    public void closed(Exchange exchange) {
        Neighbour gone = neighbours.remove(exchange);
        if (gone != null) {
            asked.values().stream().filter(one -> one.neighbour == gone).forEach(one -> one.timer.cancel());
            asked.values().removeIf(one -> one.neighbour == gone);
            fetchAll();
        }
    }

    @Override
    public void writable(Exchange exchange) {
        neighbour(exchange).ifPresent(neighbour -> neighbour.say(held));
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        neighbour(exchange).ifPresent(neighbour -> {
            try {
                take(neighbour, CatalogueMessage.read(message));
            } catch (MalformedException nonsense) {
                exchange.misbehaved("services: " + nonsense.reason());
            }
        });
    }

    private Optional<Neighbour> neighbour(Exchange exchange) {
        return Optional.ofNullable(neighbours.get(exchange));
    }

    private void take(Neighbour from, CatalogueMessage message) throws MalformedException {
        if (message instanceof CatalogueMessage.Root said) {
            compare(from, said);
        } else if (message instanceof CatalogueMessage.Held said) {
            said.versions().forEach(version -> note(from, version));
            fetch(from);
        } else if (message instanceof CatalogueMessage.Wanted said) {
            said.authors().forEach(author -> from.owes(author, held));
            from.say(held);
        } else if (message instanceof CatalogueMessage.Given given && from.greeted) {
            // Before that it is what a feature had asked for whose place this one has taken.
            given(from, Announcement.read(node.suite(), given.announcement()));
        }
    }

    /** A second first word on one exchange comes from a feature that was replaced, or from one that has met a new member. */
    private void compare(Neighbour from, CatalogueMessage.Root said) {
        if (!from.mayCompare()) {
            return;
        }
        if (said.first() && from.greeted) {
            from.greet(false, held);
        }
        from.greeted = true;
        from.holds.clear();
        if (said.root().equals(held.root())) {
            held.versions().forEach(version -> from.holds.put(version.author(), version));
        }
        from.say(held);
    }

    private void note(Neighbour from, Version version) {
        if (node.membership().member(version.author()).isEmpty()) {
            from.spokeOfStranger = true;
        } else {
            from.holds.put(version.author(), version);
        }
    }

    private void fetchAll() {
        List.copyOf(neighbours.values()).forEach(this::fetch);
    }

    /** Asks for what this one holds and is news, as far as nobody else was asked for it. */
    private void fetch(Neighbour from) {
        long room = MAX_ASKED
                - asked.values().stream().filter(one -> one.neighbour == from).count();
        List<NodeId> wanted = new ArrayList<>();
        for (Version version : from.holds.values()) {
            NodeId author = version.author();
            boolean open = !asked.containsKey(author) && !from.overdue.contains(author);
            if (wanted.size() < room && open && held.isNews(version) && !paused(author)) {
                wanted.add(author);
            }
        }
        if (!wanted.isEmpty() && !stopped) {
            wanted.forEach(author ->
                    asked.put(author, new Asked(from, node.loop().schedule(PATIENCE, () -> overdue(from, author)))));
            from.exchange.send(new CatalogueMessage.Wanted(wanted).encode());
        }
    }

    private boolean paused(NodeId author) {
        Long then = fetchedAt.get(author);
        if (then == null || node.clock().nanos() - then >= PAUSE.toNanos()) {
            return false;
        }
        if (!waiting) {
            waiting = true;
            later = node.loop().schedule(PAUSE, () -> {
                waiting = false;
                fetchAll();
            });
        }
        return true;
    }

    private void overdue(Neighbour from, NodeId author) {
        expectNoMore(author);
        from.holds.remove(author);
        fetchAll();
    }

    /** Whoever was asked may have sent it already, so it may come once. */
    private void expectNoMore(NodeId author) {
        Asked one = asked.get(author);
        if (one != null) {
            settled(author, one);
            if (!one.checking) {
                one.neighbour.overdue.add(author);
            }
        }
    }

    private void settled(NodeId author, Asked one) {
        one.timer.cancel();
        asked.remove(author, one);
    }

    /** Takes each gift once; one that comes late leaves alone what another peer was asked for meanwhile. */
    private void given(Neighbour from, Announcement announcement) throws MalformedException {
        NodeId author = announcement.author();
        Asked one = asked.get(author);
        if (one != null && one.isExpectedFrom(from)) {
            one.timer.cancel();
            one.checking = true;
            check(from, announcement, () -> settled(author, one));
        } else if (from.overdue.remove(author)) {
            check(from, announcement, () -> {});
        } else {
            throw new MalformedException("an announcement that nobody asked for");
        }
    }

    private void check(Neighbour from, Announcement announcement, Runnable settled) {
        NodeId author = announcement.author();
        Optional<Member> member = node.membership().member(author);
        if (member.isEmpty() || !held.isNews(announcement.version())) {
            from.holds.remove(author);
            settled.run();
            fetch(from);
            return;
        }
        CompletableFuture.supplyAsync(
                        () -> announcement.isSignedBy(
                                node.suite(), node.network(), member.get().signingKey()),
                        node.workers())
                .whenCompleteAsync(
                        (right, failure) -> {
                            settled.run();
                            verified(from, announcement, failure == null && right);
                        },
                        node.loop());
    }

    private void verified(Neighbour from, Announcement announcement, boolean right) {
        NodeId author = announcement.author();
        if (stopped) {
            return;
        }
        if (!right) {
            from.forget(author);
            from.exchange.misbehaved("services: a signature is wrong");
        } else if (node.membership().member(author).isPresent() && held.isNews(announcement.version())) {
            from.holds.put(author, announcement.version());
            fetchedAt.put(author, node.clock().nanos());
            if (!taken.test(announcement)) {
                neighbours.values().forEach(neighbour -> neighbour.forget(author));
            }
        }
        fetchAll();
    }

    /** Tells all peers what they do not hold; what comes in one turn of the loop goes together. */
    void tellSoon() {
        if (!telling) {
            telling = true;
            node.loop().execute(() -> {
                telling = false;
                if (!stopped) {
                    neighbours.values().forEach(neighbour -> neighbour.say(held));
                }
            });
        }
    }

    /** Somebody has joined: those who have spoken of strangers may have meant this one. */
    void joined() {
        for (Neighbour neighbour : neighbours.values()) {
            if (neighbour.spokeOfStranger) {
                neighbour.spokeOfStranger = false;
                neighbour.greet(true, held);
            }
        }
    }

    void removed(NodeId member) {
        fetchedAt.remove(member);
        expectNoMore(member);
        neighbours.values().forEach(neighbour -> neighbour.forget(member));
    }

    void stop() {
        stopped = true;
        later.cancel();
        asked.values().forEach(one -> one.timer.cancel());
    }
}
