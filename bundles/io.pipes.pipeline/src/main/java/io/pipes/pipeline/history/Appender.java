// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.publish.Outgoing;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes packets of one pipeline durable, in the order in which they were handed in. While one step is on its way to the disk, what comes
 * shares the next one; there are never two. So when a step fails nothing behind it can have succeeded, and no chain gets a hole.
 */
final class Appender {
    /** So many changes a step of the store has at most; half as many beside packets that are dropped. */
    private static final int MAX_CHANGES = 4_096;

    /** So many packets are dropped in one step: each takes two changes, and one more for its epoch. */
    static final int MAX_DROPPED = 512;

    /** The contents of so many packets are dropped in one step: each takes two changes. */
    static final int MAX_REPLACED = MAX_DROPPED / 2;

    private static final long MAX_BYTES = 8 << 20;

    private final NodeContext node;
    private final HistoryStore store;
    private final Producers producers;
    private final Outcome outcome;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArrayDeque<Drop> drops = new ArrayDeque<>();
    private final ArrayDeque<Barrier> barriers = new ArrayDeque<>();
    private long waitingBytes;
    /** How many packets were handed in, and of how many it is known what became of them. */
    private long added;

    private long settled;
    private boolean writing;
    private @Nullable CompletableFuture<Void> idle;

    /**
     * A packet that is not durable yet.
     *
     * @param outgoing with what is known of its messages, if this node wrote it
     * @param end where its chain ends with it; one that is put back changes nothing there
     * @param restored whether it was here before and is put back
     * @param grown so many bytes more are here with it than with its stub, which was here; 0 for all others
     */
    record Waiting(Outgoing outgoing, Chain chain, Chain.End end, boolean restored, long grown) {
        Packet packet() {
            return outgoing.packet();
        }

        private boolean isNew() {
            return !restored;
        }

        /** A packet that is put back came at some time; the best guess is when it was made. */
        private HistoryStore.Arrival at(long now) {
            long millis = restored
                    ? Math.min(now, HybridClock.millis(packet().header().hlc()))
                    : now;
            return new HistoryStore.Arrival(packet(), millis, restored);
        }

        /** So many changes at most: its own, its stub that goes, what is written of its chain, which may be another one each time, and of producers. */
        private int changes() {
            return 1 + (restored ? 1 : 0) + (isNew() || grown != 0 ? 1 : 0) + Producers.changes(outgoing);
        }
    }

    /**
     * Packets that are to be dropped, and who hears when they are.
     *
     * @param replaced packets whose contents are to be dropped
     * @param besides what else changes with it
     * @param cut where their chain ends then; null if they stand at the beginnings of chains
     */
    private record Drop(
            List<HistoryStore.Dropped> packets,
            List<HistoryStore.Stubbed> replaced,
            List<Change> besides,
            @Nullable Cut cut,
            CompletableFuture<Void> done) {
        Map<Chain, Chain.Floor> floors() {
            return cut == null ? Appender.floors(packets, replaced) : Map.of();
        }
    }

    private record Cut(Chain chain, Chain.End end) {}

    /** Completes when the fate of so many packets is known. */
    private record Barrier(long added, CompletableFuture<Void> durable) {}

    /** Hears what became of packets, in order. */
    interface Outcome {
        /** @param position in the order of arrival */
        void kept(Waiting packet, long position);

        /** Packets at the beginning of a chain are dropped. */
        void raised(Chain chain);

        /** Nothing that waited will ever be durable. */
        void lost(List<Waiting> packets, Throwable why);

        /** All that was told of one step. */
        void done();
    }

    Appender(NodeContext node, HistoryStore store, Producers producers, Outcome outcome) {
        this.node = node;
        this.store = store;
        this.producers = producers;
        this.outcome = outcome;
    }

    /** Takes a packet that was just added to its chain. */
    void add(Packet packet, Chain chain) {
        add(plain(packet), chain);
    }

    /** Takes a packet of this node that was just added to its chain. */
    void add(Outgoing packet, Chain chain) {
        add(new Waiting(packet, chain, chain.waiting(), false, 0));
    }

    private static Outgoing plain(Packet packet) {
        return new Outgoing(packet, false, List.of());
    }

    /** Takes a packet that is damaged on the disk and came again. */
    void restore(Packet packet, Chain chain) {
        add(new Waiting(plain(packet), chain, chain.waiting(), true, 0));
    }

    /** Takes a packet in the place of its stub, which has so many bytes. */
    void restore(Packet packet, Chain chain, long stubBytes) {
        long grown = packet.encoded().size() - stubBytes;
        add(new Waiting(plain(packet), chain, chain.waiting(), true, grown));
    }

    private void add(Waiting one) {
        waiting.add(one);
        waitingBytes += one.packet().encoded().size();
        added++;
        write();
    }

    /** Completes when everything that was handed in so far is durable; fails when it will never be. */
    CompletionStage<Void> durable() {
        Barrier barrier = new Barrier(added, new CompletableFuture<>());
        barriers.add(barrier);
        passBarriers();
        return barrier.durable();
    }

    private void passBarriers() {
        while (!barriers.isEmpty() && barriers.peek().added() <= settled) {
            barriers.poll().durable().complete(null);
        }
    }

    /** Bytes that are not durable yet. */
    long waitingBytes() {
        return waitingBytes;
    }

    /**
     * Drops packets of chains, and raises the floors of these above them.
     *
     * @param packets at most {@link #MAX_DROPPED}
     * @param besides what else is to change in the same step, at most as much
     */
    CompletionStage<Void> drop(List<HistoryStore.Dropped> packets, List<Change> besides) {
        return drop(new Drop(List.copyOf(packets), List.of(), besides, null, new CompletableFuture<>()));
    }

    /**
     * Drops the contents of packets, which are there, and leaves their stubs.
     *
     * @param replaced at most {@link #MAX_REPLACED}
     * @param besides what else is to change in the same step, at most as much
     */
    CompletionStage<Void> replace(List<HistoryStore.Stubbed> replaced, List<Change> besides) {
        List<Change> changes = new ArrayList<>(store.replace(replaced));
        changes.addAll(besides);
        return drop(new Drop(List.of(), List.copyOf(replaced), changes, null, new CompletableFuture<>()));
    }

    /**
     * Takes packets away from the end of a chain of which nothing waits.
     *
     * @param end where it ends then
     * @param packets behind that, at most {@link #MAX_DROPPED}
     * @return fails if this is to {@link #finish} and the chain still has its end: whoever comes next reads what is there then
     */
    CompletionStage<Void> withdraw(Chain chain, Chain.End end, List<HistoryStore.Dropped> packets) {
        if (idle != null && chain.kept().seq() > end.seq()) {
            return CompletableFuture.failedFuture(new IllegalStateException("The history is closed"));
        }
        return drop(new Drop(
                List.copyOf(packets),
                List.of(),
                List.of(store.forgetState()),
                new Cut(chain, end),
                new CompletableFuture<>()));
    }

    private CompletionStage<Void> drop(Drop drop) {
        drops.add(drop);
        write();
        return drop.done();
    }

    private void write() {
        if (writing) {
            return;
        }
        if (waiting.isEmpty() && drops.isEmpty()) {
            tellIdle();
            return;
        }
        writing = true;
        Drop drop = drops.poll();
        List<Waiting> batch = nextBatch(drop == null ? MAX_CHANGES : MAX_CHANGES / 2);
        Map<Chain, Chain.Floor> floors = new LinkedHashMap<>(drop == null ? Map.of() : drop.floors());
        batch.stream().filter(one -> one.grown() != 0).forEach(one -> freed(floors, one.chain(), -one.grown()));
        Producers.Update numbers = producers.update(batch.stream().map(Waiting::outgoing));
        commit(step(batch, drop, floors, numbers.changes())).whenComplete((first, failure) -> {
            writing = false;
            if (failure == null) {
                producers.stored(numbers);
                withdrawn(drop);
                floors.forEach((chain, floor) -> {
                    if (floor.first() >= chain.floor().first()) {
                        // A chain may have jumped meanwhile.
                        chain.floor(floor);
                    }
                    outcome.raised(chain);
                });
                kept(batch, first);
            } else {
                lost(batch, failure);
            }
            if (drop != null) {
                tell(drop, failure);
            }
            outcome.done();
            write();
        });
    }

    /** What the store does not even take fails like all else that is not stored: nothing may wait for it for ever. */
    private CompletionStage<Long> commit(HistoryStore.Step step) {
        try {
            return store.commit(step);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private void withdrawn(@Nullable Drop drop) {
        if (drop != null && drop.cut() != null) {
            drop.cut().chain().withdrawnTo(drop.cut().end());
            outcome.raised(drop.cut().chain());
        }
    }

    private static void tell(Drop drop, @Nullable Throwable failure) {
        if (failure == null) {
            drop.done().complete(null);
        } else {
            drop.done().completeExceptionally(failure);
        }
    }

    private static Map<Chain, Chain.Floor> floors(
            List<HistoryStore.Dropped> dropped, List<HistoryStore.Stubbed> replaced) {
        Map<Chain, Chain.Floor> floors = new LinkedHashMap<>();
        dropped.forEach(one -> floors.merge(
                one.chain(),
                one.chain().floor().above(one.seq(), one.size()),
                (before, none) -> before.above(one.seq(), one.size())));
        replaced.forEach(one -> freed(floors, one.chain(), one.freed()));
        return floors;
    }

    private static void freed(Map<Chain, Chain.Floor> floors, Chain chain, long bytes) {
        floors.merge(chain, chain.floor().freed(bytes), (before, none) -> before.freed(bytes));
    }

    private List<Waiting> nextBatch(int most) {
        List<Waiting> batch = new ArrayList<>();
        long bytes = 0;
        int left = most;
        while (!waiting.isEmpty() && waiting.element().changes() <= left && bytes < MAX_BYTES) {
            Waiting next = waiting.remove();
            batch.add(next);
            bytes += next.packet().encoded().size();
            left -= next.changes();
        }
        return batch;
    }

    private HistoryStore.Step step(
            List<Waiting> batch, @Nullable Drop drop, Map<Chain, Chain.Floor> floors, List<Change> numbers) {
        Map<Chain, Chain.End> ends = new LinkedHashMap<>();
        List<Change> besides = new ArrayList<>(drop == null ? List.of() : drop.besides());
        besides.addAll(numbers);
        floors.keySet().forEach(chain -> ends.put(chain, chain.kept()));
        if (drop != null && drop.cut() != null) {
            ends.put(drop.cut().chain(), drop.cut().end());
        }
        batch.stream().filter(Waiting::isNew).forEach(one -> ends.put(one.chain(), one.end()));
        Map<NodeId, Bytes> written = new TreeMap<>();
        ends.forEach((chain, end) ->
                written.put(chain.author(), chain.write(floors.getOrDefault(chain, chain.floor()), end)));
        long now = node.clock().wallMillis();
        List<HistoryStore.Dropped> dropped = drop == null ? List.of() : drop.packets();
        return new HistoryStore.Step(batch.stream().map(one -> one.at(now)).toList(), dropped, written, besides);
    }

    private void kept(List<Waiting> batch, long first) {
        long position = first;
        for (Waiting one : batch) {
            waitingBytes -= one.packet().encoded().size();
            if (one.isNew()) {
                one.chain().kept(one.end());
            }
            outcome.kept(one, position++);
        }
        settled += batch.size();
        passBarriers();
    }

    /** What waits behind builds on what failed. */
    private void lost(List<Waiting> batch, Throwable why) {
        List<Waiting> all = new ArrayList<>(batch);
        all.addAll(waiting);
        waiting.clear();
        waitingBytes = 0;
        all.forEach(one -> one.chain().giveUp());
        outcome.lost(all, why);
        settled = added;
        for (Barrier barrier = barriers.poll(); barrier != null; barrier = barriers.poll()) {
            barrier.durable().completeExceptionally(why);
        }
    }

    /** Completes when nothing waits any more. */
    CompletionStage<Void> finish() {
        idle = new CompletableFuture<>();
        CompletionStage<Void> finished = idle;
        write();
        return finished;
    }

    private void tellIdle() {
        if (idle != null) {
            idle.complete(null);
        }
    }
}
