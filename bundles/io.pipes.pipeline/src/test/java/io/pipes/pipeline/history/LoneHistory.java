// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Content;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.blob.BlobNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.MessageBatch;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.storage.PacketStore;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SeededRandomness;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A history on its own: what others have of its authors comes when a test says so. */
public final class LoneHistory {
    static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    public static final Bytes TAG = ZEROS.slice(0, 16);
    /** Between the clocks of two packets. */
    private static final long STEP = 1_000;

    public final List<NodeId> authors;
    public final LoneNode node;
    public final History history;
    final EpochBook epochs;
    final HistoryStore store;
    final Cuts cuts;
    /** How many packets were read by their numbers, each time. */
    final List<Integer> read = new ArrayList<>();

    /** Done on the loop when the next packet is read by its number. */
    @Nullable
    Runnable whenReading;

    private final List<SigningKey> keys;

    /** @param authors how many may write, beside the node itself */
    public LoneHistory(Retention retention, int authors) {
        keys = IntStream.range(0, authors)
                .mapToObj(seed -> new SimulatedSuite().newSigningKey(new SeededRandomness(seed + 1)))
                .toList();
        this.authors = keys.stream().map(key -> NodeId.of(key.publicKey())).toList();
        node = new LoneNode(this.authors.toArray(NodeId[]::new))
                .on(new StoreShelf())
                .behind(this::counted);
        store = new HistoryStore(node.store(), TAG);
        cuts = new Cuts(node, new PipelineCatalog(node));
        epochs = new EpochBook(node);
        history = new History(
                node,
                new PipelineEntry(
                        PipelineId.of(ZEROS),
                        TAG,
                        "notes",
                        PipelineKind.PERSISTENT,
                        LoneNode.SELF,
                        false,
                        Optional.empty(),
                        PipelineSettings.DEFAULT.with(retention),
                        Set.of(),
                        retention.equals(Retention.ALL)),
                true,
                epochs,
                cuts,
                new Forks(node),
                new Ahead.Room(),
                new HybridClock(node.clock()),
                new BlobNode(node, Long.MAX_VALUE),
                new Silence());
        history.load();
        passes();
    }

    private PacketStore counted(PacketStore store) {
        return (PacketStore) Proxy.newProxyInstance(
                PacketStore.class.getClassLoader(), new Class<?>[] {PacketStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("readAll")) {
                        read.add(((Collection<?>) arguments[1]).size());
                        Runnable reading = whenReading;
                        whenReading = null;
                        if (reading != null) {
                            node.loop().execute(reading);
                        }
                    }
                    return method.invoke(store, arguments);
                });
    }

    public void passes() {
        node.passes(Duration.ofSeconds(1));
    }

    /**
     * What the first author's keys wrote at some place.
     *
     * @param before what it continues up to the first number
     * @param earlier how much earlier its clock was than that of others
     */
    public List<Packet> side(List<Packet> before, int first, int last, long earlier) {
        return side(before, first, last, earlier, EpochId.of(ZEROS));
    }

    /** As {@link #side(List, int, int, long)}, under an epoch. */
    List<Packet> side(List<Packet> before, int first, int last, long earlier, EpochId epoch) {
        Chain chain = new Chain(authors.get(0));
        before.subList(0, first - 1).forEach(chain::add);
        List<Packet> made = new ArrayList<>();
        for (int seq = first; seq <= last; seq++) {
            Packet packet = packet(chain.next(), seq * STEP - earlier, epoch);
            chain.add(packet);
            made.add(packet);
        }
        return made;
    }

    /**
     * What an author wrote behind the end of its chain here, whose message has a key.
     *
     * @param author which of them
     * @param hlc its clock
     */
    Packet keyed(int author, PacketPlace place, String key, long hlc, EpochId epoch, Secret secret) {
        NodeId id = authors.get(author);
        Bytes salt = Bytes.wrap(node.randomness().bytes(PacketHeader.SALT_BYTES));
        PacketKey packetKey = node.suite().packetKey(secret, id.bytes(), salt);
        PacketHeader header =
                new PacketHeader(NetworkId.of(ZEROS), TAG, epoch, id, place, hlc, salt, packetKey.commitment(), ZEROS);
        Content content = Content.text("at " + hlc).withKey(key);
        Bytes sealed = packetKey.seal(header.encode(), MessageBatch.encode(List.of(new MessageBatch.Item(0, content))));
        return Packet.seal(node.suite(), header, sealed, keys.get(author)::sign);
    }

    private Packet packet(PacketPlace place, long hlc, EpochId epoch) {
        PacketHeader header =
                new PacketHeader(NetworkId.of(ZEROS), TAG, epoch, authors.get(0), place, hlc, ZEROS, ZEROS, ZEROS);
        return Packet.seal(node.suite(), header, Bytes.utf8("sealed"), keys.get(0)::sign);
    }

    /** Whom nothing is to be told here. */
    static final class Silence implements HistoryListener {
        @Override
        public void published(Packet packet) {}

        @Override
        public void grown(History history) {}

        @Override
        public void opened(History history) {}

        @Override
        public void lacks(History history, NodeId author, long upTo, NodeId peer) {}

        @Override
        public void damaged(History history) {}

        @Override
        public void awaited(History history) {}

        @Override
        public SyncProgress progress(History history) {
            return new SyncProgress(history.packets(), 0, false, List.of());
        }

        @Override
        public CompletionStage<Void> preview(History history, int count) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void roomToWrite() {}
    }
}
