// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Drops the contents of messages of whose key there is a later one, in pipelines that keep the latest of each key. It looks through the
 * history once, in order of arrival, and then at what is new, so it knows the latest packet of each key; a packet that comes early or late
 * makes no difference to what is left in the end. Lives on the node's loop.
 */
final class Compactor {
    /** So many keys are looked after; of what has others everything is kept. */
    static final int MAX_KEYS = 100_000;

    private final NodeContext node;
    private final Supplier<PipelineEntry> present;
    private final Chains chains;
    private final HistoryStore store;
    private final HistoryReader reader;
    private final Appender appender;
    private final Shredding shredding;
    /** By the hash of the key. */
    private final Map<Bytes, DisplayPlace> latest = new HashMap<>();
    /** Epochs of packets that were passed over, since this node could not read them. */
    private final Set<EpochId> unread = new HashSet<>();

    private long looked = -1;
    private boolean stopped;

    Compactor(
            NodeContext node,
            Supplier<PipelineEntry> present,
            Chains chains,
            HistoryStore store,
            HistoryReader reader,
            Appender appender,
            Shredding shredding) {
        this.node = node;
        this.present = present;
        this.chains = chains;
        this.store = store;
        this.reader = reader;
        this.appender = appender;
        this.shredding = shredding;
    }

    /** Looks at what came since it looked last, and drops what is replaced; one round at a time. */
    CompletionStage<Void> round() {
        PipelineEntry pipeline = present.get();
        if (!(pipeline.retention() instanceof Retention.Latest kept)) {
            forget();
            return CompletableFuture.completedFuture(null);
        }
        if (unread.stream().anyMatch(epoch -> reader.isReadable(pipeline, epoch))) {
            forget();
        }
        long settled = node.clock().wallMillis() - kept.grace().toMillis();
        return next(pipeline, settled).whenComplete((done, failure) -> {
            if (failure != null) {
                // What was not dropped now is found again.
                forget();
            }
        });
    }

    void stop() {
        stopped = true;
    }

    /** What was looked at may not be there any more, or may not count: everything is looked at again. */
    void forget() {
        looked = -1;
        latest.clear();
        unread.clear();
    }

    private CompletionStage<Void> next(PipelineEntry pipeline, long settled) {
        long after = looked;
        return reader.keyed(pipeline, after, settled)
                .thenComposeAsync(page -> drop(replaced(page.packets()), page, after), node.loop())
                .thenCompose(more -> more ? next(pipeline, settled) : CompletableFuture.completedFuture(null));
    }

    /** @return whether there may be more to look at */
    private CompletionStage<Boolean> drop(List<DisplayPlace> replaced, HistoryReader.KeyedPage page, long after) {
        if (stopped || looked != after) {
            return CompletableFuture.completedFuture(false);
        }
        return drop(replaced).thenApply(done -> {
            if (looked == after) {
                looked = page.end();
                unread.addAll(page.unread());
            }
            return looked > after;
        });
    }

    /** Of which packets there is a later one with the same key. */
    private List<DisplayPlace> replaced(List<HistoryReader.Keyed> packets) {
        List<DisplayPlace> replaced = new ArrayList<>();
        for (HistoryReader.Keyed one : packets) {
            Bytes key = node.suite().hash(Bytes.utf8(one.key()));
            DisplayPlace before = latest.get(key);
            if (before == null || !counts(before)) {
                if (before != null || latest.size() < MAX_KEYS) {
                    latest.put(key, one.place());
                }
            } else if (one.place().compareTo(before) > 0) {
                latest.put(key, one.place());
                replaced.add(before);
            } else if (!one.place().equals(before)) {
                replaced.add(one.place());
            }
        }
        return replaced;
    }

    private boolean counts(DisplayPlace place) {
        return place.seq() <= Math.min(chains.end(place.author()), chains.limit(place.author()));
    }

    private CompletionStage<Void> drop(List<DisplayPlace> replaced) {
        CompletionStage<Void> dropped = CompletableFuture.completedFuture(null);
        for (int from = 0; from < replaced.size(); from += Appender.MAX_REPLACED) {
            List<DisplayPlace> some = replaced.subList(from, Math.min(replaced.size(), from + Appender.MAX_REPLACED));
            dropped = dropped.thenCompose(before -> stubs(some)).thenComposeAsync(this::replace, node.loop());
        }
        return dropped;
    }

    /** One packet at a time: they may be long. */
    private CompletionStage<List<HistoryStore.Stubbed>> stubs(List<DisplayPlace> places) {
        CompletionStage<List<HistoryStore.Stubbed>> stubs = CompletableFuture.completedFuture(new ArrayList<>());
        for (DisplayPlace place : places) {
            stubs = stubs.thenCompose(before -> store.one(place.author(), place.seq())
                    .thenApplyAsync(
                            stored -> {
                                stored.flatMap(one -> stub(place, one)).ifPresent(before::add);
                                return before;
                            },
                            node.workers()));
        }
        return stubs;
    }

    private Optional<HistoryStore.Stubbed> stub(DisplayPlace place, Bytes stored) {
        try {
            Packet packet = Packet.decodeOrStub(node.suite(), StoredPacket.encoded(stored));
            Packet stub = packet.stub(node.suite());
            long freed = packet.encoded().size() - stub.encoded().size();
            return packet.isStub()
                    ? Optional.empty()
                    : Optional.of(new HistoryStore.Stubbed(
                            chains.of(place.author()), stub, StoredPacket.cameMillis(stored), freed));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }

    /** A chain that is just losing its end is left alone: what was looked at of it is looked at again. */
    private CompletionStage<Void> replace(List<HistoryStore.Stubbed> stubs) {
        List<HistoryStore.Stubbed> there =
                stubs.stream().filter(one -> isThere(one.stub(), one.chain())).toList();
        if (there.isEmpty() || stopped) {
            return CompletableFuture.completedFuture(null);
        }
        Set<EpochId> of = there.stream().map(one -> one.stub().header().epoch()).collect(Collectors.toSet());
        return appender.replace(there, shredding.drop(of)).thenRun(() -> shredding.dropped(of));
    }

    private static boolean isThere(Packet packet, Chain chain) {
        long seq = packet.header().seq();
        return !chain.isFrozen()
                && seq >= chain.floor().first()
                && seq <= chain.kept().seq();
    }
}
