// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.testkit.storage.StoreShelf;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AppenderTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final Bytes TAG = ZEROS.slice(0, 16);

    private final LoneNode node = new LoneNode().on(new StoreShelf()).behind(this::refusing);
    private final HistoryStore store = new HistoryStore(node.store(), TAG);
    private final Producers producers = new Producers(node.store(), TAG);
    private final Appender appender = new Appender(node, store, producers, new Silence());
    private final Chain chain = new Chain(NodeId.of(ZEROS));
    private final Chain other = new Chain(LoneNode.SELF);
    /** Whether the store takes nothing, as what breaks its limits. */
    private boolean refuses;

    private PacketStore refusing(PacketStore behind) {
        return (PacketStore) Proxy.newProxyInstance(
                PacketStore.class.getClassLoader(), new Class<?>[] {PacketStore.class}, (proxy, method, arguments) -> {
                    if (refuses && method.getName().equals("commit")) {
                        throw new IllegalArgumentException("too much");
                    }
                    try {
                        return method.invoke(behind, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private Packet add(Chain to) {
        Packet packet = next(to);
        to.add(packet);
        appender.add(packet, to);
        return packet;
    }

    private Packet next(Chain to) {
        PacketPlace place = to.next();
        PacketHeader header = new PacketHeader(
                NetworkId.of(ZEROS), TAG, EpochId.of(ZEROS), to.author(), place, place.seq(), ZEROS, ZEROS, ZEROS);
        return Packet.seal(node.suite(), header, Bytes.utf8("sealed"), (label, id) -> Bytes.wrap(new byte[64]));
    }

    /** Where the chains end that are written down. */
    private Map<NodeId, Long> written() throws MalformedException {
        CompletableFuture<List<StoredEntry>> read = store.chains().toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        Map<NodeId, Long> ends = new TreeMap<>();
        for (StoredEntry entry : read.join()) {
            Chain found = Chain.read(entry.value());
            ends.put(found.author(), found.kept().seq());
        }
        return ends;
    }

    /** While another step is on its way, both come to wait for the next one. */
    @Test
    void a_packet_that_is_put_back_does_not_undo_that_its_chain_was_cut() throws MalformedException {
        List<Packet> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(add(chain));
        }
        node.passes(Duration.ofSeconds(1));
        Chain.End cut = new Chain.End(2, made.get(1).id().bytes(), 0);

        add(other);
        appender.restore(made.get(0), chain);
        appender.withdraw(
                chain, cut, List.of(new HistoryStore.Dropped(chain, 3, 0), new HistoryStore.Dropped(chain, 4, 0)));
        node.passes(Duration.ofSeconds(1));

        assertThat(chain.kept()).isEqualTo(cut);
        assertThat(written()).containsEntry(chain.author(), 2L).containsEntry(other.author(), 1L);
    }

    /** Each takes three changes, and a step of the store has 4,096. */
    @Test
    void however_many_contents_come_for_stubs_at_once_the_store_takes_them_in_steps() {
        List<Packet> whole = new ArrayList<>();
        long stubBytes = 0;
        for (int i = 0; i < 2_100; i++) {
            Packet packet = next(chain);
            Packet stub = packet.stub(node.suite());
            stubBytes = stub.encoded().size();
            chain.add(stub);
            appender.add(stub, chain);
            whole.add(packet);
        }
        node.passes(Duration.ofSeconds(1));

        add(other);
        for (Packet packet : whole) {
            appender.restore(packet, chain, stubBytes);
        }
        CompletableFuture<List<StoredEntry>> left =
                appender.durable().thenCompose(done -> store.scanStubs(-1, 1)).toCompletableFuture();
        node.passes(Duration.ofSeconds(1));

        assertThat(left).isCompletedWithValue(List.of());
    }

    @Test
    void what_the_store_does_not_take_fails_and_the_next_goes_on() {
        refuses = true;
        add(chain);
        assertThat(chain.lastSeq()).as("its number is free again").isZero();

        refuses = false;
        add(chain);
        CompletableFuture<Void> durable = appender.durable().toCompletableFuture();
        CompletableFuture<Void> finished = appender.finish().toCompletableFuture();
        node.passes(Duration.ofSeconds(1));

        assertThat(durable).isCompleted();
        assertThat(finished).isCompleted();
        assertThat(chain.kept().seq()).isEqualTo(1);
    }

    private static final class Silence implements Appender.Outcome {
        @Override
        public void kept(Appender.Waiting packet, long position) {}

        @Override
        public void raised(Chain chain) {}

        @Override
        public void lost(List<Appender.Waiting> packets, Throwable why) {}

        @Override
        public void done() {}
    }
}
