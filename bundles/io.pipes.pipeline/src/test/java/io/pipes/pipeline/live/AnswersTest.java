// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.Peer;
import io.pipes.pipeline.packet.Packet;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final SharedPackets shared = new SharedPackets();
    private final RecentPackets recent = new RecentPackets(new SimulatedLoop(new VirtualTime(1), "node"), shared);
    private final Answers answers = new Answers(recent);
    private final Peer peer = new Peer();

    @Test
    void what_there_is_no_room_for_is_sent_when_there_is_in_the_order_of_asking() {
        peer.room = 1;
        answers.wanted(peer, have(3, 1, 2));
        assertThat(peer.sent).containsExactly(message(3));

        peer.room = 5;
        answers.serve(peer);
        assertThat(peer.sent).containsExactly(message(3), message(1), message(2));
    }

    @Test
    void one_who_asks_without_end_and_takes_nothing_costs_no_memory_without_end() {
        peer.room = 0;
        for (int i = 0; i < 10; i++) {
            answers.wanted(peer, have(LongStream.rangeClosed(1, 1_000).toArray()));
        }
        peer.room = Integer.MAX_VALUE;
        answers.serve(peer);

        assertThat(peer.sent).hasSize(Answers.MAX_WAITING);
    }

    @Test
    void one_for_whom_too_much_waits_is_sent_nothing_unasked() {
        peer.room = 0;
        for (int i = 1; i <= Answers.MAX_PUSHED; i++) {
            assertThat(answers.push(peer, have(i).get(0), message(i))).isTrue();
        }
        assertThat(answers.push(peer, have(1_000).get(0), message(1_000))).isFalse();
        peer.room = Integer.MAX_VALUE;
        answers.serve(peer);

        assertThat(peer.sent).hasSize(Answers.MAX_PUSHED).doesNotContain(message(1_000));
    }

    @Test
    void one_who_has_gone_gets_nothing() {
        peer.room = 0;
        answers.wanted(peer, have(1));
        answers.closed(peer);
        peer.room = 1;
        answers.serve(peer);

        assertThat(peer.sent).isEmpty();
    }

    private List<PacketId> have(long... seqs) {
        return LongStream.of(seqs)
                .mapToObj(SamplePackets::packet)
                .peek(packet -> recent.add(shared.take(packet)))
                .map(Packet::id)
                .toList();
    }

    private static Bytes message(long seq) {
        return LiveWire.packet(SamplePackets.packet(seq).encoded());
    }
}
