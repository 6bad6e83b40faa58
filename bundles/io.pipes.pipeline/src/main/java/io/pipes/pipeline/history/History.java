// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Receipt;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.StoredEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What this node keeps of one persistent pipeline. A packet is taken when the one before it is there, made durable, and only then told to
 * readers and to other nodes.
 */
public final class History {
    /** So much may wait for the disk; what others send beyond is forgotten, to be fetched again. */
    private static final long MAX_WAITING_BYTES = 16 << 20;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final NodeContext node;
    private final EpochBook epochs;
    private final HistoryListener listener;
    private final HistoryStore store;
    private final HistoryReaders readers;
    private final Appender appender;
    private final Ahead ahead;
    private final HeldTree tree;
    private final Map<NodeId, Chain> chains = new TreeMap<>();
    private final Map<PacketId, CompletableFuture<Receipt>> publishing = new HashMap<>();
    private volatile PipelineEntry pipeline;
    private @Nullable CompletionStage<Void> loading;
    private boolean open;
    private boolean looking;
    /** Why something could not be stored last. */
    private @Nullable Throwable failure;

    private long packets;
    private long bytes;
    private long received;
    private Optional<From.After> last = Optional.empty();

    History(NodeContext node, PipelineEntry pipeline, EpochBook epochs, HistoryListener listener) {
        this.node = node;
        this.pipeline = pipeline;
        this.epochs = epochs;
        this.listener = listener;
        store = new HistoryStore(node.store(), pipeline.routeTag());
        readers = new HistoryReaders(node, this, new HistoryReader(node, store, epochs));
        appender = new Appender(node, store, new Told());
        ahead = new Ahead(node.clock());
        tree = new HeldTree(node.suite());
    }

    public Bytes routeTag() {
        return pipeline.routeTag();
    }

    PipelineEntry pipeline() {
        return pipeline;
    }

    void called(PipelineEntry now) {
        pipeline = now;
    }

    /** Reads the ends of the chains; until it completes nothing is taken. */
    CompletionStage<Void> load() {
        if (loading == null) {
            loading = store.chains()
                    .thenCompose(ends -> {
                        ends.forEach(this::load);
                        return store.last(chains.values());
                    })
                    .thenAccept(end -> {
                        end.ifPresent(found -> {
                            readers.begin(found.position());
                            last = Optional.of(behind(
                                    found.chain().author(), found.chain().kept().seq()));
                        });
                        open = true;
                        listener.opened(this);
                        listener.roomToWrite();
                    });
        }
        return loading;
    }

    private void load(StoredEntry end) {
        try {
            Chain chain = Chain.read(end.value());
            chains.put(chain.author(), chain);
            tree.put(chain.held());
            packets += chain.kept().seq();
            bytes += chain.kept().bytes();
        } catch (MalformedException damaged) {
            // As if nothing of this author had come: others have it.
            node.problem("The history of '" + pipeline.name() + "' has an entry that this version cannot read.");
        }
    }

    public boolean isOpen() {
        return open;
    }

    /** What there is, for comparison with others. */
    public HeldTree tree() {
        return tree;
    }

    /** The number of the last packet of an author that is here, durable or about to be; 0 if there is none. */
    public long last(NodeId author) {
        Chain chain = chains.get(author);
        return chain == null ? 0 : chain.lastSeq();
    }

    /** The place of the next packet of an author. */
    public PacketPlace next(NodeId author) {
        return chain(author).next();
    }

    private Chain chain(NodeId author) {
        return chains.computeIfAbsent(author, Chain::new);
    }

    boolean knows(Packet packet) {
        return packet.header().seq() <= last(packet.header().author()) || ahead.knows(packet);
    }

    /** Takes a packet that came by broadcast and is good; what it needs may still be on its way. */
    void take(Packet packet, NodeId from) {
        if (!open || knows(packet) || isFull()) {
            return;
        }
        ahead.add(packet);
        NodeId author = packet.header().author();
        takeWaiting(author);
        if (ahead.knows(packet) && packet.header().seq() > last(author) + 1) {
            listener.lacks(this, author, packet.header().seq() - 1, from);
        }
        lookAgain();
    }

    /** Tries again what waits for an epoch. */
    void retry() {
        ahead.authors().forEach(this::takeWaiting);
    }

    /** Epochs that nobody ever speaks of are not waited for for ever. */
    private void lookAgain() {
        if (!looking && !ahead.isEmpty()) {
            looking = true;
            node.loop().schedule(LOOK_AGAIN, () -> {
                looking = false;
                retry();
                lookAgain();
            });
        }
    }

    private void takeWaiting(NodeId author) {
        Chain chain = chain(author);
        for (List<Packet> next = ahead.take(chain, this::isReadable);
                !next.isEmpty();
                next = ahead.take(chain, this::isReadable)) {
            Packet packet = next.get(0);
            if (!chain.continuesWith(packet)) {
                return;
            }
            append(packet, chain);
        }
    }

    private boolean isReadable(Packet packet) {
        return epochs.knows(pipeline.id(), packet.header().epoch());
    }

    /** Whether what others send has to wait. */
    public boolean isFull() {
        return appender.waitingBytes() > MAX_WAITING_BYTES;
    }

    /**
     * Takes packets of one author that were fetched, each the successor of the one before, signed and good; those that are here already are
     * passed over.
     *
     * @return false if they do not continue what is here
     */
    public boolean take(List<Packet> run) {
        Chain chain = chain(run.get(0).header().author());
        for (Packet packet : run) {
            if (packet.header().seq() > chain.lastSeq()) {
                if (!chain.continuesWith(packet)) {
                    return false;
                }
                append(packet, chain);
            }
        }
        takeWaiting(chain.author());
        return true;
    }

    private void append(Packet packet, Chain chain) {
        received += chain.author().equals(node.id()) ? 0 : 1;
        chain.add(packet);
        appender.add(packet, chain);
    }

    /** Makes a packet of this node durable. */
    CompletionStage<Receipt> publish(Packet packet) {
        CompletableFuture<Receipt> stored = new CompletableFuture<>();
        Chain chain = chain(node.id());
        if (chain.continuesWith(packet)) {
            publishing.put(packet.id(), stored);
            append(packet, chain);
        } else {
            // What it was to follow could not be stored.
            stored.completeExceptionally(StoreFailure.of(failure));
        }
        return stored;
    }

    /** Bytes of this node and of others that are not durable yet. */
    long waitingBytes() {
        return appender.waitingBytes();
    }

    /**
     * Packets of one author as they travel, from a number on.
     *
     * @param count at most so many; fewer where fewer are durable
     */
    public CompletionStage<List<Bytes>> run(NodeId author, long from, int count) {
        Chain chain = chains.get(author);
        long there = chain == null ? 0 : chain.kept().seq() - from + 1;
        return there <= 0
                ? CompletableFuture.completedFuture(List.of())
                : store.run(author, from, (int) Math.min(there, count));
    }

    HistoryReaders readers() {
        return readers;
    }

    HistoryStore store() {
        return store;
    }

    /** What a packet takes on the average, in bytes; at least 1. */
    public long meanPacketBytes() {
        return Math.max(1, bytes / Math.max(1, packets));
    }

    private static From.After behind(NodeId author, long seq) {
        return new From.After(author, seq, Integer.MAX_VALUE);
    }

    /** Behind the packet that came last. */
    Optional<From.After> last() {
        return last;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    long received() {
        return received;
    }

    /** Completes when everything that was taken is durable; nothing may be handed in any more. */
    CompletionStage<Void> finish() {
        open = false;
        return appender.finish().thenRun(readers::close);
    }

    /** What is told once something became durable, or never will. */
    private final class Told implements Appender.Outcome {
        @Override
        public void kept(Appender.Waiting one, long position) {
            Packet packet = one.packet();
            packets++;
            bytes += packet.encoded().size();
            last = Optional.of(behind(packet.header().author(), packet.header().seq()));
            tree.put(one.chain().held());
            CompletableFuture<Receipt> stored = publishing.remove(packet.id());
            if (stored != null) {
                stored.complete(Receipt.STORED);
                listener.published(packet);
                listener.roomToWrite();
            }
            readers.came(packet, position);
            listener.grown(History.this);
        }

        @Override
        public void lost(List<Appender.Waiting> all, Throwable why) {
            failure = why;
            for (Appender.Waiting one : all) {
                CompletableFuture<Receipt> stored =
                        publishing.remove(one.packet().id());
                if (stored != null) {
                    stored.completeExceptionally(StoreFailure.of(why));
                }
            }
            listener.roomToWrite();
        }
    }
}
