// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.MalformedException;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.TrafficClass;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings two ledgers in step when a link begins, and keeps them so while it lasts.
 *
 * <p>Both sides advertise their heads. Who lacks something fetches it, from one link at a time unless that one is slow, so that a node
 * with many links does not get everything many times. Later changes are passed on at once.
 *
 * <p>A peer that breaks the rules makes {@link #received} throw an unchecked exception, which closes the link.
 */
public final class LedgerSync implements ExchangeHandler {
    public static final Protocol PROTOCOL = new Protocol("membership.1", TrafficClass.CONTROL, 512 << 10);

    /** How long a peer may take for the next part of what it advertised. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** After how long another link is asked as well. */
    static final Duration IMPATIENCE = Duration.ofSeconds(2);

    /** To how many what was heard is passed on at once: each of many nodes hears of it from one of them in 98 of 100 cases. */
    private static final int TOLD_AT_ONCE = 4;

    /** What comes so soon after each other is told together. */
    private static final Duration TOGETHER = Duration.ofMillis(20);

    /** When the others are told that there is something. */
    private static final Duration LATER = Duration.ofMillis(500);

    private static final String LATE = "did not supply what it advertised";

    /** Hears about links, on the node's loop. */
    public interface Listener {
        /** Both sides have what the other one advertised: data may open. Called once for each link. */
        void inStep(NodeId peer);

        /**
         * The link should be closed: the peer did not supply what it advertised within 10 s, or supplied what must not be.
         *
         * @param reason a few words for the log
         */
        void giveUp(NodeId peer, String reason);
    }

    private final Ledger ledger;
    private final Scheduler scheduler;
    private final Clock clock;
    private final Listener listener;
    private final Registration following;
    private final Map<NodeId, SyncLink> links = new TreeMap<>();

    /** Of everybody who ever had a link: members all, so there are not more than the log has adds. */
    private final Map<NodeId, PeerBudget> budgets = new HashMap<>();

    private long lastFetch;
    private long lastFlush;
    private boolean flushing;
    private boolean tellingLater;

    public LedgerSync(Ledger ledger, Scheduler scheduler, Clock clock, Listener listener) {
        this.ledger = ledger;
        this.scheduler = scheduler;
        this.clock = clock;
        this.listener = listener;
        lastFlush = clock.nanos() - TOGETHER.toNanos();
        following = ledger.follow(this::spread);
    }

    /** Whether both sides have had what the other advertised since the link began. */
    public boolean inStep(NodeId peer) {
        SyncLink link = links.get(peer);
        return link != null && link.isInStep();
    }

    /** Stops listening to the ledger and calls off all timers. */
    public void stop() {
        following.close();
        links.values().forEach(link -> link.await(null));
        links.clear();
    }

    @Override
    public void opened(Exchange exchange) {
        SyncLink link = new SyncLink(ledger, exchange, budgetOf(exchange.peer()));
        SyncLink before = links.put(exchange.peer(), link);
        if (before != null) {
            before.await(null);
        }
        link.advertise();
        await(link, "did not say what it has");
    }

    private PeerBudget budgetOf(NodeId peer) {
        return budgets.computeIfAbsent(peer, any -> new PeerBudget(clock));
    }

    @Override
    public void closed(Exchange exchange) {
        SyncLink link = links.get(exchange.peer());
        if (link != null && link.exchange == exchange) {
            link.await(null);
            links.remove(exchange.peer());
            ledger.forget(exchange.peer());
            settleAll();
        }
    }

    @Override
    public void writable(Exchange exchange) {
        SyncLink link = links.get(exchange.peer());
        if (link != null && link.exchange == exchange) {
            link.serve();
            link.settleDebt();
        }
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        SyncLink link = links.get(exchange.peer());
        if (link == null || link.exchange != exchange) {
            return;
        }
        try {
            handle(link, SyncMessage.decode(ledger.suite(), message), message.size());
        } catch (MalformedException e) {
            exchange.misbehaved("membership.1: " + e.reason());
        }
    }

    private void handle(SyncLink link, SyncMessage message, int size) throws MalformedException {
        if (message instanceof SyncMessage.Advert advert) {
            link.budget.takeUnasked(size);
            learn(link, advert);
        } else if (message instanceof SyncMessage.Fetch fetch) {
            link.budget.takeRequest();
            link.answer(fetch);
        } else if (message instanceof SyncMessage.Page page) {
            require(link.fetching, "page without a question");
            link.budget.takeAsked(size);
            await(link, LATE);
            take(link, page.operations(), List.of(), () -> endFetch(link, page.more()));
        } else if (message instanceof SyncMessage.Fresh news) {
            link.budget.takeUnasked(size);
            take(link, news.operations(), news.prekeys(), () -> {});
        } else if (message instanceof SyncMessage.Reached) {
            require(!link.reachedReceived, "reached twice");
            link.reachedReceived = true;
            announce(link);
        } else if (message instanceof SyncMessage.PrekeySummary summary) {
            link.budget.takeRequest();
            link.supply(summary);
        } else if (message instanceof SyncMessage.PrekeyPage page) {
            require(link.fetchingPrekeys, "prekeys without a question");
            link.budget.takeAsked(size);
            await(link, LATE);
            take(link, List.of(), page.prekeys(), () -> endPrekeys(link, page.more()));
        }
    }

    private static void require(boolean holds, String reason) throws MalformedException {
        if (!holds) {
            throw new MalformedException(reason);
        }
    }

    /**
     * Tells what is new. What was heard from somebody else goes to a few, who tell a few others; that reaches nearly everybody, and for
     * those whom it does not reach all links say later what there is. What was fetched is only advertised, since most of them have it.
     */
    private void spread(News news) {
        if (news.operations().isEmpty() && news.prekeys().isEmpty()) {
            return;
        }
        SyncLink from = news.from() == null ? null : links.get(news.from());
        boolean fetched = from != null && (from.fetching || from.fetchingPrekeys);
        List<SyncLink> others =
                links.values().stream().filter(link -> link != from).toList();
        boolean urgent = news.from() == null || news.operations().stream().anyMatch(LedgerSync::isRemoval);
        int told = urgent ? others.size() : TOLD_AT_ONCE;
        int first = others.isEmpty() ? 0 : Math.floorMod(chance(news), others.size());
        for (int i = 0; i < others.size(); i++) {
            SyncLink link = others.get((first + i) % others.size());
            if (fetched) {
                tellOfFetched(link, news);
            } else if (i < told) {
                link.tell(news);
            } else {
                link.leaveUntold(news);
                tellLater();
            }
        }
        if (urgent) {
            flush();
        } else {
            flushSoon();
        }
    }

    /** Whoever is no member any more by it is told at once: its link ends with this task, and so it has no later. */
    private void tellOfFetched(SyncLink link, News news) {
        if (ledger.isRevoked(link.peer())) {
            link.tell(news);
        }
        link.oweAdvert();
    }

    /** The link to the removed one ends with this task. */
    private static boolean isRemoval(Operation operation) {
        return operation.action() instanceof Action.Remove || operation.action() instanceof Action.Succeed;
    }

    /** At once when it is quiet; when much is new, a few times each second, all of it together. */
    private void flushSoon() {
        long quiet = clock.nanos() - lastFlush;
        if (flushing) {
            return;
        }
        if (quiet >= TOGETHER.toNanos()) {
            flush();
        } else {
            flushing = true;
            scheduler.schedule(TOGETHER.minusNanos(quiet), () -> {
                flushing = false;
                flush();
            });
        }
    }

    private void flush() {
        lastFlush = clock.nanos();
        List.copyOf(links.values()).forEach(SyncLink::flush);
    }

    /** Another number on each node and for each news, so that they do not all tell the same ones. */
    private int chance(News news) {
        Bytes what = news.operations().isEmpty()
                ? news.prekeys().get(0).node().bytes()
                : news.operations().get(0).id().bytes();
        return 31 * what.hashCode() + ledger.self().bytes().hashCode();
    }

    private void tellLater() {
        if (!tellingLater) {
            tellingLater = true;
            scheduler.schedule(LATER, () -> {
                tellingLater = false;
                List.copyOf(links.values()).forEach(SyncLink::oweUntold);
                settleAll();
            });
        }
    }

    private void learn(SyncLink link, SyncMessage.Advert advert) {
        if (link.told == null) {
            link.await(null);
        }
        link.told = advert;
        link.askedSince = false;
        link.prekeysDone = false;
        advert.heads().stream().filter(id -> !ledger.dag().contains(id)).forEach(link::want);
        proceed(link);
        pump();
    }

    private void take(SyncLink link, List<Operation> operations, List<Prekey> prekeys, Runnable then) {
        link.beginWork();
        link.has(operations, prekeys);
        ledger.take(link.peer(), operations, prekeys).whenComplete((taken, failure) -> {
            if (links.get(link.peer()) != link) {
                return;
            }
            link.endWork();
            if (failure == null) {
                taken(link, taken, operations);
                then.run();
                settleAll();
            } else {
                retryLater(link);
            }
        });
    }

    /** The store is in trouble, not the peer. */
    private void retryLater(SyncLink link) {
        link.askedSince = false;
        link.fetching = false;
        link.fetchingPrekeys = false;
        link.prekeysDone = false;
        link.await(scheduler.schedule(PATIENCE, this::settleAll));
    }

    private void taken(SyncLink link, Intake.Taken taken, List<Operation> operations) {
        if (taken.lacking()) {
            operations.stream()
                    .map(Operation::id)
                    .filter(id -> !ledger.dag().contains(id))
                    .forEach(link::want);
        }
        taken.faults().forEach((peer, reason) -> {
            if (links.containsKey(peer)) {
                listener.giveUp(peer, reason);
            }
        });
    }

    private void endFetch(SyncLink link, boolean more) {
        if (more) {
            return;
        }
        link.fetching = false;
        link.await(null);
        link.asked.removeIf(ledger.dag()::contains);
        if (!link.asked.isEmpty() && links.get(link.peer()) == link) {
            listener.giveUp(link.peer(), "does not have what it advertised");
        }
    }

    private void endPrekeys(SyncLink link, boolean more) {
        if (!more) {
            link.fetchingPrekeys = false;
            link.prekeysDone = true;
            link.await(null);
        }
    }

    private void settleAll() {
        boolean fetching = anyFetching();
        for (SyncLink link : List.copyOf(links.values())) {
            link.wanted.removeIf(ledger.dag()::contains);
            if (!fetching) {
                link.settleDebt();
            }
            proceed(link);
        }
        pump();
    }

    private boolean anyFetching() {
        return links.values().stream().anyMatch(link -> link.fetching);
    }

    /** Once the operations are there, their authors are known and prekeys can be checked. */
    private void proceed(SyncLink link) {
        SyncMessage.Advert told = link.told;
        if (told == null || link.lacks() || link.fetching || link.fetchingPrekeys) {
            return;
        }
        if (!link.prekeysDone && !link.buckets().digest().equals(told.prekeys())) {
            link.fetchingPrekeys = true;
            await(link, LATE);
            link.send(new SyncMessage.PrekeySummary(link.buckets().encode()));
            return;
        }
        link.prekeysDone = true;
        if (!link.reachedSent) {
            link.reachedSent = true;
            link.send(new SyncMessage.Reached());
            announce(link);
        }
    }

    private void announce(SyncLink link) {
        if (link.isInStep()) {
            listener.inStep(link.peer());
        }
    }

    /** Begins the next fetch if there is reason to. */
    private void pump() {
        for (SyncLink link : List.copyOf(links.values())) {
            if (!link.fetching && !link.fetchingPrekeys && link.lacks() && mayFetch()) {
                fetch(link);
            }
        }
    }

    /** From one link at a time, unless that one is slow. */
    private boolean mayFetch() {
        return !anyFetching() || clock.nanos() - lastFetch >= IMPATIENCE.toNanos();
    }

    private void fetch(SyncLink link) {
        link.fetching = true;
        link.askedSince = true;
        link.asked.clear();
        link.asked.addAll(link.wanted);
        lastFetch = clock.nanos();
        await(link, LATE);
        scheduler.schedule(IMPATIENCE, this::pump);
        link.send(new SyncMessage.Fetch(Pages.sample(ledger.dag(), ledger.shown()), bucketsIfMany()));
    }

    /** Few heads say everything. */
    private Bytes bucketsIfMany() {
        Snapshot shown = ledger.shown();
        return shown.heads().size() <= Pages.MAX_SAMPLED_HEADS
                ? Bytes.EMPTY
                : new OperationBuckets(ledger.suite(), ledger.dag(), shown.operations()).encode();
    }

    private void await(SyncLink link, String otherwise) {
        link.await(scheduler.schedule(PATIENCE, () -> listener.giveUp(link.peer(), otherwise)));
    }
}
