// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
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

    /** Of so many epochs that cannot be read it is known whether they can by now. */
    private static final int MAX_UNREAD = 1_000;
    /** What has a clock that is farther ahead of this node's is as if it had not come yet. */
    private static final Duration MAX_LEAD = Duration.ofSeconds(60);
    /** So rarely everything is looked at again for what was left out. */
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

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

    /** Up to which number packets count of authors who are cut, as it was last seen. */
    private Map<NodeId, Long> limits = Map.of();

    private long looked = -1;
    /** Another one whenever everything is to be looked at again: what was begun before is not gone on with. */
    private long generation;
    /** When the clock of something that was left out will have come, and when there is reason to look again, in milliseconds. */
    private long againMillis = Long.MAX_VALUE;

    private long begunMillis;
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
        if (mayReadMore(pipeline) || moreCounts() || isTimeToLookAgain()) {
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

    private boolean mayReadMore(PipelineEntry pipeline) {
        return unread.stream().anyMatch(epoch -> reader.isReadable(pipeline, epoch));
    }

    /** What did not count was passed over. */
    private boolean moreCounts() {
        Map<NodeId, Long> before = limits;
        limits = chains.authors().stream()
                .filter(author -> chains.limit(author) != Cuts.ALL)
                .collect(Collectors.toMap(author -> author, chains::limit));
        return before.entrySet().stream()
                .anyMatch(limit -> limits.getOrDefault(limit.getKey(), Cuts.ALL) > limit.getValue());
    }

    private boolean isTimeToLookAgain() {
        long now = node.clock().wallMillis();
        return now >= againMillis && now - begunMillis >= LOOK_AGAIN.toMillis();
    }

    void stop() {
        stopped = true;
    }

    /** What was looked at may not be there any more, or may not count: everything is looked at again. */
    void forget() {
        looked = -1;
        generation++;
        againMillis = Long.MAX_VALUE;
        begunMillis = node.clock().wallMillis();
        latest.clear();
        unread.clear();
    }

    private CompletionStage<Void> next(PipelineEntry pipeline, long settled) {
        long begun = generation;
        return reader.keyed(pipeline, looked, settled)
                .thenComposeAsync(page -> take(page, begun), node.loop())
                .thenCompose(more -> more ? next(pipeline, settled) : CompletableFuture.completedFuture(null));
    }

    /** @return whether there may be more to look at */
    private CompletionStage<Boolean> take(HistoryReader.KeyedPage page, long begun) {
        if (isOver(begun)) {
            return CompletableFuture.completedFuture(false);
        }
        return drop(replaced(page.packets()), begun).thenApply(done -> {
            boolean more = !isOver(begun) && page.end() > looked;
            if (more) {
                looked = page.end();
                page.unread().forEach(this::pass);
            }
            return more;
        });
    }

    /** What was read is nothing to go by any more: packets may not be there, or may be others. */
    private boolean isOver(long begun) {
        return stopped || generation != begun;
    }

    /** Who names ever more epochs that nobody has makes this node look again more rarely for those. */
    private void pass(EpochId epoch) {
        if (unread.size() < MAX_UNREAD) {
            unread.add(epoch);
        } else if (!unread.contains(epoch)) {
            againMillis = Math.min(againMillis, node.clock().wallMillis());
        }
    }

    /** Of which packets there is a later one with the same key. */
    private List<DisplayPlace> replaced(List<HistoryReader.Keyed> packets) {
        List<DisplayPlace> replaced = new ArrayList<>();
        for (HistoryReader.Keyed one : packets) {
            if (isAhead(one.place())) {
                continue;
            }
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

    /** Whoever writes far ahead of time would replace all that others write to its key until then; so all nodes wait for it. */
    private boolean isAhead(DisplayPlace place) {
        long due = HybridClock.millis(place.clock()) - MAX_LEAD.toMillis();
        boolean ahead = due > node.clock().wallMillis();
        againMillis = ahead ? Math.min(againMillis, due) : againMillis;
        return ahead;
    }

    /** Whether a later message of a packet's key is here, as far as this node has looked and can read it. */
    CompletionStage<Boolean> isReplaced(Packet whole) {
        return reader.keyed(present.get(), whole)
                .thenApplyAsync(keyed -> keyed.filter(this::isReplaced).isPresent(), node.loop());
    }

    private boolean isReplaced(HistoryReader.Keyed one) {
        DisplayPlace later = latest.get(node.suite().hash(Bytes.utf8(one.key())));
        return later != null && counts(later) && !isAhead(one.place()) && later.compareTo(one.place()) > 0;
    }

    private boolean counts(DisplayPlace place) {
        return place.seq() <= Math.min(chains.end(place.author()), chains.limit(place.author()));
    }

    private CompletionStage<Void> drop(List<DisplayPlace> replaced, long begun) {
        CompletionStage<Void> dropped = CompletableFuture.completedFuture(null);
        for (int from = 0; from < replaced.size(); from += Appender.MAX_REPLACED) {
            List<DisplayPlace> some = replaced.subList(from, Math.min(replaced.size(), from + Appender.MAX_REPLACED));
            dropped = dropped.thenCompose(before -> stubs(some))
                    .thenComposeAsync(stubs -> replace(stubs, begun), node.loop());
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
    private CompletionStage<Void> replace(List<HistoryStore.Stubbed> stubs, long begun) {
        List<HistoryStore.Stubbed> there =
                stubs.stream().filter(one -> isThere(one.stub(), one.chain())).toList();
        if (there.isEmpty() || isOver(begun)) {
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
