// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SeededRandomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MendingTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final Bytes TAG = ZEROS.slice(0, 16);

    private final LoneNode node = new LoneNode().on(new StoreShelf());
    private final SigningKey key = node.suite().newSigningKey(new SeededRandomness(1));
    private final NodeId author = NodeId.of(key.publicKey());
    private final HistoryStore store = new HistoryStore(node.store(), TAG);
    private final Mending mending = new Mending(node.suite(), store);
    private final List<Packet> made = new ArrayList<>();
    private final Chain chain = new Chain(author);

    MendingTest() {
        for (int seq = 1; seq <= 6; seq++) {
            Packet packet = packet(chain.next(), "sealed " + seq);
            made.add(packet);
            chain.add(packet);
        }
        chain.kept(chain.waiting());
    }

    private Packet packet(PacketPlace place, String content) {
        PacketHeader header = new PacketHeader(
                NetworkId.of(ZEROS), TAG, EpochId.of(ZEROS), author, place, place.seq(), ZEROS, ZEROS, ZEROS);
        return Packet.seal(node.suite(), header, Bytes.utf8(content), key::sign);
    }

    /** Another packet with the number of one that its author made, and signed as well. */
    private Packet forked(int seq) {
        return packet(made.get(seq - 1).header().place(), "something else");
    }

    private Packet made(int seq) {
        return made.get(seq - 1);
    }

    /** What is not damaged. */
    private void here(int... numbers) {
        List<HistoryStore.Arrival> packets = new ArrayList<>();
        for (int seq : numbers) {
            packets.add(new HistoryStore.Arrival(made(seq), 0, false));
        }
        store.commit(new HistoryStore.Step(packets, List.of(), Map.of(), List.of()));
        node.passes(Duration.ofSeconds(1));
    }

    private boolean fits(Packet... again) {
        CompletableFuture<Boolean> fits =
                mending.fits(chain, Stream.of(again).toList()).toCompletableFuture();
        node.passes(Duration.ofSeconds(1));
        return fits.join();
    }

    @Test
    void what_was_there_fits() {
        here(1, 3, 6);

        assertThat(fits(made(2))).isTrue();
        assertThat(fits(made(4), made(5))).isTrue();
        assertThat(fits(made(2), made(4), made(5))).isTrue();
    }

    @Test
    void what_its_successor_does_not_name_does_not_fit() {
        here(1, 3);

        assertThat(fits(forked(2))).isFalse();
    }

    @Test
    void what_names_another_one_before_it_does_not_fit() {
        here(1, 2);

        assertThat(fits(packet(new PacketPlace(PacketType.PERSISTENT, 3, ZEROS), "sealed 3")))
                .isFalse();
    }

    @Test
    void the_end_is_known_also_where_nothing_is_there() {
        assertThat(fits(made(6))).isTrue();
        assertThat(fits(forked(6))).isFalse();
    }

    @Test
    void where_nothing_is_there_on_either_side_a_signature_has_to_do() {
        assertThat(fits(made(3))).isTrue();
    }
}
