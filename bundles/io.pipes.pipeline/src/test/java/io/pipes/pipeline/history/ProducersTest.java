// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.pipeline.LoneNode;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import io.pipes.pipeline.packet.PacketPlace;
import io.pipes.pipeline.packet.PacketType;
import io.pipes.pipeline.publish.Outgoing;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.storage.Change;
import io.pipes.testkit.storage.StoreShelf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProducersTest {
    private static final Bytes ZEROS = Bytes.wrap(new byte[32]);
    private static final Bytes TAG = ZEROS.slice(0, 16);

    private final LoneNode node = new LoneNode().on(new StoreShelf());
    private Producers producers = new Producers(node.store(), TAG);

    private Outgoing packet(long seq, List<ProducerNumber> numbers) {
        PacketHeader header = new PacketHeader(
                NetworkId.of(ZEROS),
                TAG,
                EpochId.of(ZEROS),
                LoneNode.SELF,
                new PacketPlace(PacketType.PERSISTENT, seq, ZEROS),
                seq,
                ZEROS,
                ZEROS,
                ZEROS);
        Packet packet =
                Packet.seal(node.suite(), header, Bytes.utf8("sealed"), (label, id) -> Bytes.wrap(new byte[64]));
        return new Outgoing(
                packet,
                false,
                IntStream.range(0, numbers.size())
                        .mapToObj(index -> new Outgoing.Numbered(numbers.get(index), index))
                        .toList());
    }

    private static List<ProducerNumber> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> new ProducerNumber("producer-" + i, 1))
                .toList();
    }

    private void store(Outgoing... packets) {
        Producers.Update update = producers.update(Stream.of(packets));
        node.store().commit(update.changes());
        producers.stored(update);
    }

    private void again() {
        producers = new Producers(node.store(), TAG);
        producers.load();
        node.passes(Duration.ofSeconds(1));
    }

    private List<Integer> known(int last) {
        return IntStream.rangeClosed(1, last)
                .filter(i -> producers.find("producer-" + i).isPresent())
                .boxed()
                .toList();
    }

    @Test
    void what_does_not_become_durable_leaves_its_numbers_free() {
        producers.update(Stream.of(packet(1, numbers(1, 3)))).changes();

        assertThat(known(3)).isEmpty();
    }

    @Test
    void as_many_producers_as_share_a_step_are_remembered_within_the_limit() {
        int all = Producers.MAX + 500;
        store(packet(1, numbers(1, 100)));
        store(packet(2, numbers(101, 900)), packet(3, numbers(1, 1)), packet(4, numbers(901, all)));
        List<Integer> before = known(all);

        again();

        assertThat(before).hasSize(Producers.MAX).endsWith(all - 1, all);
        assertThat(known(all)).isEqualTo(before);
    }

    @Test
    void the_order_in_which_they_go_is_the_one_in_which_they_published_last_also_after_a_start() {
        store(packet(1, numbers(1, 1_000)), packet(2, numbers(1_001, Producers.MAX)));
        List<ProducerNumber> first = List.of(new ProducerNumber("producer-1", 2));
        store(packet(3, first));
        again();

        store(packet(4, numbers(Producers.MAX + 1, Producers.MAX + 1)));

        assertThat(producers.isStored(first.get(0))).isTrue();
        assertThat(producers.find("producer-2")).isEmpty();
        assertThat(producers.find("producer-3")).isPresent();
    }

    @Test
    void a_record_that_nobody_understands_is_as_if_its_producer_had_published_nothing() {
        store(packet(1, numbers(1, 3)));
        String area = "pipeline/producers/" + TAG.hex();
        List<Bytes> nonsense = new ArrayList<>(List.of(Bytes.EMPTY, Bytes.wrap(new byte[] {(byte) 0x83, 0x01})));
        for (int i = 1; i <= 2; i++) {
            Bytes key = Bytes.utf8("producer-" + i);
            node.store().commit(List.of(Change.put(area, key, nonsense.get(i - 1))));
        }

        again();

        assertThat(known(3)).containsExactly(3);
    }
}
