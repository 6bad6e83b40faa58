// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.state.PipelineState;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Where the packets of one pipeline lie in the node's store: under author and number, each with the time at which it came, and beside
 * them the end of each author's chain, written in the same step. Stubs lie apart from them, so they have no place in the order of arrival:
 * nobody who reads comes to them.
 */
final class HistoryStore {
    private static final int KEY_BYTES = NodeId.SIZE + Long.BYTES;

    /** What is read for one answer, in bytes, and how many packets at first and at most at once. */
    private static final long RUN_BYTES = 1 << 20;

    /** Beside the ends of chains, whose keys are as long as ids. */
    private static final Bytes DAMAGED = Bytes.utf8("damaged");

    private static final Bytes LOST_END = Bytes.utf8("lost-end");

    private static final int FIRST = 4;
    private static final int MOST = 64;

    private final PacketStore store;
    private final String packets;
    private final String stubs;
    private final String chains;
    private final Bytes routeTag;
    /** Whether there are stubs, as far as is known; where there are none nothing is asked about them. */
    private volatile boolean stubbed;

    HistoryStore(PacketStore store, Bytes routeTag) {
        this.store = store;
        this.routeTag = routeTag;
        packets = "pipeline/history/" + routeTag.hex();
        stubs = "pipeline/stubs/" + routeTag.hex();
        chains = "pipeline/chains/" + routeTag.hex();
    }

    Bytes routeTag() {
        return routeTag;
    }

    /** Looks whether there are stubs; to be done before anything else. */
    CompletionStage<Void> load() {
        return scanStubs(-1, 1).thenAccept(found -> stubbed = !found.isEmpty());
    }

    /**
     * What one step makes durable.
     *
     * @param dropped packets that are not kept any more
     * @param chains how all chains are written down that are not as they were before
     * @param besides what else is to change with it
     */
    record Step(List<Arrival> packets, List<Dropped> dropped, Map<NodeId, Bytes> chains, List<Change> besides) {}

    /**
     * @param millis when it came, by this node's clock
     * @param restored whether it was here before: damaged by now, or a stub
     */
    record Arrival(Packet packet, long millis, boolean restored) {
        private boolean takesStub() {
            return restored && !packet.isStub();
        }
    }

    /**
     * A packet that is not kept any more.
     *
     * @param size in bytes, as it travels
     */
    record Dropped(Chain chain, long seq, long size) {}

    /**
     * A packet whose content is dropped.
     *
     * @param stub what stays of it
     * @param millis when the packet came, by this node's clock
     * @param freed so many bytes less, as it travels
     */
    record Stubbed(Chain chain, Packet stub, long millis, long freed) {}

    /** The ends of all chains as they were written last. */
    CompletionStage<List<StoredEntry>> chains() {
        return new StoreArea(store, chains).all();
    }

    /**
     * Makes packets, what is dropped and the new ends of chains durable in one step.
     *
     * @return the position of the first packet; those of the others follow it
     */
    CompletionStage<Long> commit(Step step) {
        List<Change> changes = new ArrayList<>(
                step.packets().size() + step.dropped().size() + step.chains().size());
        for (Arrival arrival : step.packets()) {
            Packet packet = arrival.packet();
            stubbed |= packet.isStub();
            changes.add(put(packet, arrival.millis()));
        }
        if (stubbed) {
            step.packets().stream()
                    .filter(Arrival::takesStub)
                    .map(arrival -> arrival.packet().header())
                    .forEach(header -> changes.add(Change.remove(stubs, key(header.author(), header.seq()))));
        }
        step.dropped().forEach(one -> remove(key(one.chain().author(), one.seq()), changes));
        step.chains().forEach((author, written) -> changes.add(Change.put(chains, author.bytes(), written)));
        changes.addAll(step.besides());
        return store.commit(changes).thenApply(last -> last - changes.size() + 1);
    }

    private Change put(Packet packet, long millis) {
        return Change.put(
                packet.isStub() ? stubs : packets,
                key(packet.header().author(), packet.header().seq()),
                StoredPacket.write(millis, packet.encoded()));
    }

    private void remove(Bytes key, List<Change> changes) {
        changes.add(Change.remove(packets, key));
        if (stubbed) {
            changes.add(Change.remove(stubs, key));
        }
    }

    /** Puts stubs in the place of packets: two changes for each. */
    List<Change> replace(List<Stubbed> replaced) {
        stubbed |= !replaced.isEmpty();
        List<Change> changes = new ArrayList<>(2 * replaced.size());
        for (Stubbed one : replaced) {
            changes.add(Change.remove(
                    packets, key(one.chain().author(), one.stub().header().seq())));
            changes.add(put(one.stub(), one.millis()));
        }
        return changes;
    }

    /** A state that was made of packets which count no more is made anew. */
    Change forgetState() {
        return PipelineState.forgetSnapshot(routeTag);
    }

    /** Whether packets were damaged and not fetched again when that was noted last. */
    CompletionStage<Boolean> isDamageNoted() {
        return isNoted(DAMAGED);
    }

    CompletionStage<Long> noteDamage(boolean damaged) {
        return note(DAMAGED, damaged);
    }

    /** Whether it was noted last that the newest packets of this node may be lost. */
    CompletionStage<Boolean> isEndLost() {
        return isNoted(LOST_END);
    }

    CompletionStage<Long> noteLostEnd(boolean lost) {
        return note(LOST_END, lost);
    }

    private CompletionStage<Boolean> isNoted(Bytes what) {
        return store.read(chains, what).thenApply(Optional::isPresent);
    }

    private CompletionStage<Long> note(Bytes what, boolean so) {
        return store.commit(List.of(so ? Change.put(chains, what, Bytes.EMPTY) : Change.remove(chains, what)));
    }

    /** Packets in the order in which they came. */
    CompletionStage<List<StoredEntry>> scan(long after, int limit) {
        return store.scan(packets, after, limit);
    }

    /** Stubs, in the order in which they were made here or came. */
    CompletionStage<List<StoredEntry>> scanStubs(long after, int limit) {
        return store.scan(stubs, after, limit);
    }

    /** The position of the very last packet, from one that is known on. */
    CompletionStage<Long> end(long known) {
        return scan(known, MOST)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(known)
                        : end(found.get(found.size() - 1).position()));
    }

    /** A packet as it lies there, with when it came. */
    CompletionStage<Optional<Bytes>> one(NodeId author, long seq) {
        return read(List.of(key(author, seq))).thenApply(found -> found.get(0));
    }

    /** Packets, or what is left of them, as they lie there. */
    private CompletionStage<List<Optional<Bytes>>> read(List<Bytes> keys) {
        return store.readAll(packets, keys).thenCompose(found -> {
            List<Integer> missing = IntStream.range(0, keys.size())
                    .filter(i -> found.get(i).isEmpty())
                    .boxed()
                    .toList();
            return missing.isEmpty() || !stubbed
                    ? CompletableFuture.completedFuture(found)
                    : store.readAll(stubs, missing.stream().map(keys::get).toList())
                            .thenApply(left -> merged(found, missing, left));
        });
    }

    private static List<Optional<Bytes>> merged(
            List<Optional<Bytes>> found, List<Integer> missing, List<Optional<Bytes>> left) {
        List<Optional<Bytes>> all = new ArrayList<>(found);
        for (int i = 0; i < left.size(); i++) {
            all.set(missing.get(i), left.get(i));
        }
        return all;
    }

    /** When a packet came whose content was dropped, by this node's clock in milliseconds; empty if it was not. */
    CompletionStage<Optional<Long>> stubCame(NodeId author, long seq) {
        return stubbed
                ? store.read(stubs, key(author, seq)).thenApply(found -> found.map(StoredPacket::cameMillis))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /** Which packets of an author are not there, not even as stubs, of so many from a number on. */
    CompletionStage<List<Long>> missing(NodeId author, long from, int count) {
        List<CompletableFuture<Optional<Long>>> found = LongStream.range(from, from + count)
                .mapToObj(seq -> locate(key(author, seq)).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                .thenApply(done -> LongStream.range(from, from + count)
                        .filter(seq -> found.get((int) (seq - from)).join().isEmpty())
                        .boxed()
                        .toList());
    }

    private CompletionStage<Optional<Long>> locate(Bytes key) {
        return store.locate(packets, key)
                .thenCompose(found -> found.isPresent() || !stubbed
                        ? CompletableFuture.completedFuture(found)
                        : store.locate(stubs, key));
    }

    /** How many damaged records the store has found since it was opened. */
    long damaged() {
        return store.health().quarantined();
    }

    /** Where a packet stands in the order of arrival; a stub stands nowhere. */
    CompletionStage<Optional<Long>> position(NodeId author, long seq) {
        return store.locate(packets, key(author, seq));
    }

    /** Packets of one author from a number on, at most so many and about 1 MiB; up to the first one that is not there. */
    CompletionStage<List<Bytes>> run(NodeId author, long from, int count) {
        return storedRun(author, from, count)
                .thenApply(run -> run.stream().map(StoredPacket::encoded).toList());
    }

    /** As {@link #run}, with when each came. */
    CompletionStage<List<Bytes>> storedRun(NodeId author, long from, int count) {
        return storedRun(author, from, count, new ArrayList<>());
    }

    /** A few at a time: how long the next ones are is not known before. */
    private CompletionStage<List<Bytes>> storedRun(NodeId author, long from, int count, List<Bytes> before) {
        long bytes = before.stream().mapToLong(Bytes::size).sum();
        long mean = before.isEmpty() ? RUN_BYTES / FIRST : bytes / before.size();
        int next = (int) Clamp.between((RUN_BYTES - bytes) / Math.max(1, mean), 1, count - before.size());
        return some(author, from + before.size(), Math.min(next, MOST)).thenCompose(found -> {
            before.addAll(found);
            long all = bytes + found.stream().mapToLong(Bytes::size).sum();
            boolean over = found.isEmpty() || before.size() >= count || all >= RUN_BYTES;
            return over ? CompletableFuture.completedFuture(before) : storedRun(author, from, count, before);
        });
    }

    private CompletionStage<List<Bytes>> some(NodeId author, long from, int count) {
        return stored(author, from, count)
                .thenApply(values -> values.stream()
                        .takeWhile(Optional::isPresent)
                        .map(Optional::get)
                        .toList());
    }

    /** Packets of one author from a number on, as they lie there. */
    CompletionStage<List<Optional<Bytes>>> stored(NodeId author, long from, int count) {
        List<Bytes> keys = LongStream.range(from, from + count)
                .mapToObj(seq -> key(author, seq))
                .toList();
        return read(keys);
    }

    /** Packets of several authors, as they lie there. */
    CompletionStage<List<Optional<Bytes>>> all(List<DisplayPlace> places) {
        return places.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : read(places.stream()
                        .map(place -> key(place.author(), place.seq()))
                        .toList());
    }

    /** Of whom a packet is, by its key. */
    static Optional<NodeId> author(Bytes key) {
        return key.size() == KEY_BYTES ? Optional.of(NodeId.of(key.slice(0, NodeId.SIZE))) : Optional.empty();
    }

    private static Bytes key(NodeId author, long seq) {
        ByteBuffer key = ByteBuffer.allocate(KEY_BYTES);
        author.bytes().writeTo(key);
        return Bytes.wrap(key.putLong(seq).array());
    }
}
