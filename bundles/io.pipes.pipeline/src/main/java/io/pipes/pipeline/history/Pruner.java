// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Drops what is more than a pipeline's retention keeps: the oldest packets of all authors by their hybrid clocks, so all nodes that have
 * the same drop the same. A clock that is ahead of this node's when the packet came counts as that moment.
 */
final class Pruner {
    /** How often it looks. */
    static final Duration PAUSE = Duration.ofSeconds(20);
    /** So many packets of one author are looked at at once. */
    private static final int PAGE = 64;

    private static final ArrayDeque<Oldest> NONE = new ArrayDeque<>();

    private final NodeContext node;
    private final Supplier<Retention> present;
    private final Chains chains;
    private final HistoryStore store;
    private final Appender appender;
    private final Shredding shredding;
    private final Compactor compactor;
    private final Map<NodeId, ArrayDeque<Oldest>> oldest = new HashMap<>();
    private @Nullable Cancellable timer;
    private boolean stopped;

    /**
     * A packet at the beginning of a chain.
     *
     * @param millis when it was made
     * @param epoch empty if that cannot be read
     */
    private record Oldest(NodeId author, long seq, long millis, long size, Optional<EpochId> epoch) {}

    Pruner(
            NodeContext node,
            Supplier<Retention> present,
            Chains chains,
            HistoryStore store,
            Appender appender,
            Shredding shredding,
            Compactor compactor) {
        this.compactor = compactor;
        this.node = node;
        this.present = present;
        this.chains = chains;
        this.store = store;
        this.appender = appender;
        this.shredding = shredding;
    }

    /** Looks from time to time from now on, as long as not everything is kept. */
    void begin() {
        if (timer == null && !stopped && !(present.get() instanceof Retention.All)) {
            timer = node.loop()
                    .schedule(
                            PAUSE,
                            () -> shredding
                                    .load()
                                    .thenCompose(loaded -> round())
                                    .thenCompose(dropped -> compactor.round())
                                    .thenCompose(dropped -> shredding.look())
                                    .whenComplete((done, failure) -> {
                                        oldest.clear();
                                        timer = null;
                                        begin();
                                    }));
        }
    }

    void stop() {
        stopped = true;
        compactor.stop();
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Removes what lies before the beginnings of chains that have jumped, also in an earlier life of this node. */
    private CompletionStage<Void> clear() {
        Optional<Chain> jumped = chains.authors().stream()
                .map(chains::of)
                .filter(chain -> !chain.remains().isEmpty())
                .findFirst();
        return jumped.isEmpty() || stopped
                ? CompletableFuture.completedFuture(null)
                : clear(jumped.get()).thenCompose(done -> clear());
    }

    private CompletionStage<Void> clear(Chain chain) {
        long first = chain.remains().first();
        int count = (int) Math.min(chain.remains().last() - first + 1, PAGE);
        return store.stored(chain.author(), first, count)
                .thenComposeAsync(found -> drop(List.copyOf(read(chain.author(), first, found)), false), node.loop())
                .thenRun(() -> chain.removed(first + count - 1));
    }

    /** @param counted whether their sizes count among those that the chain has; not before its beginning */
    private CompletionStage<Void> drop(List<Oldest> packets, boolean counted) {
        Set<EpochId> of = packets.stream().flatMap(one -> one.epoch().stream()).collect(Collectors.toSet());
        List<HistoryStore.Dropped> dropped = packets.stream()
                .map(one -> new HistoryStore.Dropped(chains.of(one.author()), one.seq(), counted ? one.size() : 0))
                .toList();
        return appender.drop(dropped, shredding.drop(of)).thenRun(() -> shredding.dropped(of));
    }

    /** One step after the other, until enough is dropped. */
    private CompletionStage<Void> round() {
        if (present.get() instanceof Retention.Latest) {
            return clear();
        }
        return clear().thenCompose(cleared -> look()).thenCompose(looked -> {
            List<Oldest> tooMuch = tooMuch();
            return tooMuch.isEmpty() || stopped
                    ? CompletableFuture.completedFuture(null)
                    : drop(tooMuch, true).thenCompose(done -> round());
        });
    }

    /** Sees to it that the oldest packets of each chain are known, if something may be too much. */
    private CompletionStage<Void> look() {
        CompletionStage<Void> looked = CompletableFuture.completedFuture(null);
        if (!mayBeTooMuch()) {
            return looked;
        }
        for (NodeId author : chains.authors()) {
            Chain chain = chains.of(author);
            if (chain.count() > 0 && oldest.getOrDefault(author, NONE).isEmpty()) {
                looked = looked.thenCompose(done -> look(chain));
            }
        }
        return looked;
    }

    /** How old a chain is can only be read. */
    private boolean mayBeTooMuch() {
        Retention retention = present.get();
        if (retention instanceof Retention.Packets most) {
            return chains.packets() > most.count();
        }
        return !(retention instanceof Retention.Size most) || chains.bytes() > most.bytes();
    }

    /** Most often not even the first packet is too old, and the others are not read. */
    private CompletionStage<Void> look(Chain chain) {
        if (!(present.get() instanceof Retention.Age)) {
            return look(chain, PAGE);
        }
        return look(chain, 1)
                .thenCompose(looked -> isYoung(oldest.getOrDefault(chain.author(), NONE))
                        ? CompletableFuture.completedFuture(null)
                        : look(chain, PAGE));
    }

    /** Of what is damaged it is not known without those behind it. */
    private boolean isYoung(ArrayDeque<Oldest> read) {
        Oldest first = read.peek();
        return first != null && first.size() > 0 && !isTooMuch(first, chains.packets(), chains.bytes());
    }

    private CompletionStage<Void> look(Chain chain, int most) {
        long first = chain.floor().first();
        return store.stored(chain.author(), first, (int) Math.min(most, chain.count()))
                .thenAccept(found -> oldest.put(chain.author(), read(chain.author(), first, found)));
    }

    private ArrayDeque<Oldest> read(NodeId author, long first, List<Optional<Bytes>> found) {
        ArrayDeque<Oldest> packets = new ArrayDeque<>();
        // What is damaged is as old as what stands behind it.
        long millis = Long.MAX_VALUE;
        for (int i = found.size() - 1; i >= 0; i--) {
            Oldest one = read(author, first + i, found.get(i), millis);
            packets.addFirst(one);
            millis = one.millis();
        }
        return packets;
    }

    private Oldest read(NodeId author, long seq, Optional<Bytes> stored, long otherwise) {
        if (stored.isEmpty()) {
            return new Oldest(author, seq, otherwise, 0, Optional.empty());
        }
        try {
            Packet packet = Packet.decodeOrStub(node.suite(), StoredPacket.encoded(stored.get()));
            long millis = Math.min(HybridClock.millis(packet.header().hlc()), StoredPacket.cameMillis(stored.get()));
            return new Oldest(
                    author,
                    seq,
                    millis,
                    packet.encoded().size(),
                    Optional.of(packet.header().epoch()));
        } catch (MalformedException otherVersion) {
            return new Oldest(author, seq, 0, 0, Optional.empty());
        }
    }

    /** What can be dropped now, as far as the oldest packets of all chains are known; a chain of which no more is known ends the search. */
    private List<Oldest> tooMuch() {
        List<Oldest> dropped = new ArrayList<>();
        long packets = chains.packets();
        long bytes = chains.bytes();
        boolean known = true;
        while (known && dropped.size() < Appender.MAX_DROPPED) {
            Optional<Oldest> next = oldest.values().stream()
                    .flatMap(ofOne -> Optional.ofNullable(ofOne.peek()).stream())
                    .min(Comparator.comparingLong(Oldest::millis).thenComparing(Oldest::author));
            if (next.isEmpty() || !isTooMuch(next.get(), packets, bytes)) {
                return dropped;
            }
            Oldest one = next.get();
            dropped.add(one);
            packets--;
            bytes -= one.size();
            ArrayDeque<Oldest> ofOne = oldest.getOrDefault(one.author(), NONE);
            ofOne.remove();
            known = !ofOne.isEmpty();
        }
        return dropped;
    }

    private boolean isTooMuch(Oldest one, long packets, long bytes) {
        Retention retention = present.get();
        if (retention instanceof Retention.Packets most) {
            return packets > most.count();
        } else if (retention instanceof Retention.Size most) {
            return bytes > most.bytes();
        }
        return retention instanceof Retention.Age most
                && one.millis() < node.clock().wallMillis() - most.length().toMillis();
    }
}
