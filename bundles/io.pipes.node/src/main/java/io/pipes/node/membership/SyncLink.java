// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.node.Exchange;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of one link; bounded, whatever the peer does. */
final class SyncLink {
    private static final int MAX_UNTOLD = 64;
    private static final int MAX_TOGETHER = 1_024;

    final Exchange exchange;
    final PeerBudget budget;

    /** Operations that the peer has and this node not yet. */
    final Set<OperationId> wanted = new LinkedHashSet<>();

    /** What of it was wanted when the fetch that is under way began. */
    final Set<OperationId> asked = new LinkedHashSet<>();

    private final Ledger ledger;

    /** What the peer last said; null until it has advertised. */
    SyncMessage.@Nullable Advert told;

    /** Whether a fetch has begun since, so that everything the peer had then is or will be here. */
    boolean askedSince;

    boolean fetching;
    boolean fetchingPrekeys;
    boolean prekeysDone;
    boolean reachedSent;
    boolean reachedReceived;

    private final Queue<SyncMessage.PrekeyPage> prekeyPages = new ArrayDeque<>();
    private boolean owesAdvert;

    private final Map<OperationId, Operation> newOperations = new LinkedHashMap<>();
    private final Map<NodeId, Prekey> newPrekeys = new LinkedHashMap<>();

    /** What is new here and was not said to the peer, operations by their ids. */
    private final Set<Object> untold = new HashSet<>();

    private boolean moreUntold;
    private @Nullable Serving serving;
    private @Nullable Cancellable deadline;
    private int busy;

    SyncLink(Ledger ledger, Exchange exchange, PeerBudget budget) {
        this.ledger = ledger;
        this.exchange = exchange;
        this.budget = budget;
    }

    NodeId peer() {
        return exchange.peer();
    }

    boolean isInStep() {
        return reachedSent && reachedReceived;
    }

    /** Whether the peer has, or may have, operations that this node has not asked it for. */
    boolean lacks() {
        SyncMessage.Advert advert = told;
        boolean hidden = advert != null
                && advert.isPartOnly()
                && !askedSince
                && !advert.head().equals(ledger.head());
        return hidden || !wanted.isEmpty();
    }

    void want(OperationId id) {
        if (wanted.size() < SyncMessage.MAX_IDS) {
            wanted.add(id);
        }
    }

    /** Holds the peer back while something it sent is on its way to the store. */
    void beginWork() {
        if (busy++ == 0) {
            exchange.pause();
        }
    }

    void endWork() {
        if (--busy == 0) {
            exchange.resume();
        }
    }

    /** Says what this node has. */
    void advertise() {
        List<OperationId> heads = Pages.newest(ledger.dag(), ledger.shown(), SyncMessage.MAX_IDS);
        owesAdvert = false;
        untold.clear();
        moreUntold = false;
        send(new SyncMessage.Advert(heads, ledger.head(), buckets().digest()));
    }

    /** To be called for once there is room and nothing better to do. */
    void oweAdvert() {
        owesAdvert = true;
    }

    /** Something is new that the peer is to hear from this node with the next {@link #flush}. */
    void tell(News news) {
        news.operations().forEach(operation -> newOperations.put(operation.id(), operation));
        news.prekeys().forEach(prekey -> newPrekeys.put(prekey.node(), prekey));
        if (newOperations.size() + newPrekeys.size() > MAX_TOGETHER) {
            newOperations.clear();
            newPrekeys.clear();
            oweAdvert();
        }
    }

    /** Sends what is new, unless there is no room or it came from the peer meanwhile. */
    void flush() {
        if (newOperations.isEmpty() && newPrekeys.isEmpty()) {
            return;
        }
        if (exchange.writable()) {
            Pages.of(new News(null, List.copyOf(newOperations.values()), List.copyOf(newPrekeys.values())))
                    .forEach(this::send);
        } else {
            oweAdvert();
        }
        newOperations.clear();
        newPrekeys.clear();
    }

    /** Something is new that the peer may hear of from others; said later unless it turns out to have it. */
    void leaveUntold(News news) {
        news.operations().forEach(operation -> leaveUntold(operation.id()));
        news.prekeys().forEach(this::leaveUntold);
    }

    private void leaveUntold(Object what) {
        moreUntold |= untold.size() >= MAX_UNTOLD;
        if (!moreUntold) {
            untold.add(what);
        }
    }

    /** The peer has sent these, so it has them. */
    void has(List<Operation> operations, List<Prekey> prekeys) {
        operations.forEach(operation -> untold.remove(operation.id()));
        prekeys.forEach(untold::remove);
        operations.forEach(operation -> newOperations.remove(operation.id()));
        prekeys.forEach(prekey -> newPrekeys.remove(prekey.node(), prekey));
    }

    /** By now others would have told the peer. */
    void oweUntold() {
        boolean knows = told != null
                && told.head().equals(ledger.head())
                && told.prekeys().equals(buckets().digest());
        owesAdvert |= !knows && (moreUntold || !untold.isEmpty());
        untold.clear();
        moreUntold = false;
    }

    void settleDebt() {
        if (owesAdvert && exchange.writable()) {
            advertise();
        }
    }

    void answer(SyncMessage.Fetch fetch) throws MalformedException {
        if (serving != null) {
            throw new MalformedException("fetch before the last one was answered");
        }
        serving = new Serving(ledger.suite(), ledger.dag(), ledger.shown().operations(), fetch);
        send(nextPage());
        serve();
    }

    /** Goes on with answers while there is room. */
    void serve() {
        while (serving != null && exchange.writable()) {
            send(nextPage());
        }
        while (!prekeyPages.isEmpty() && exchange.writable()) {
            send(prekeyPages.remove());
        }
    }

    private SyncMessage.Page nextPage() {
        SyncMessage.Page page = Objects.requireNonNull(serving).next();
        serving = page.more() ? serving : null;
        return page;
    }

    void supply(SyncMessage.PrekeySummary summary) throws MalformedException {
        if (!prekeyPages.isEmpty()) {
            throw new MalformedException("prekeys are asked for before the last ones were answered");
        }
        prekeyPages.addAll(Pages.prekeys(buckets().where(summary.buckets())));
        send(prekeyPages.remove());
        serve();
    }

    PrekeyBuckets buckets() {
        return ledger.prekeys().buckets(ledger.suite());
    }

    void send(SyncMessage message) {
        exchange.send(message.encode());
    }

    /** Sets the timer that waits for the peer, or none. */
    void await(@Nullable Cancellable next) {
        if (deadline != null) {
            deadline.cancel();
        }
        deadline = next;
    }
}
