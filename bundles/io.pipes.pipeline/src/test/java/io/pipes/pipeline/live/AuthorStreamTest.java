// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.pipeline.packet.Packet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthorStreamTest {
    @Test
    void packets_that_overtook_others_wait_for_them() {
        AuthorStream stream = AuthorStream.beginning(1);

        assertThat(seqs(stream.take(SamplePackets.packet(1)))).containsExactly(1L);
        assertThat(stream.take(SamplePackets.packet(3))).isEmpty();
        assertThat(seqs(stream.take(SamplePackets.packet(2)))).containsExactly(2L, 3L);
        assertThat(stream.waits()).isFalse();
    }

    @Test
    void a_hole_that_is_given_up_is_counted_and_may_still_be_filled_later() {
        AuthorStream stream = AuthorStream.beginning(1);
        stream.take(SamplePackets.packet(1));
        stream.take(SamplePackets.packet(4));

        assertThat(stream.missing()).isEqualTo(2);
        assertThat(seqs(stream.skipHole())).containsExactly(4L);
        assertThat(seqs(stream.take(SamplePackets.packet(2)))).containsExactly(2L);
        assertThat(stream.take(SamplePackets.packet(2))).isEmpty();
    }

    @Test
    void a_stream_that_began_before_our_time_begins_with_the_lowest_number_it_has() {
        AuthorStream stream = AuthorStream.beginning(8);

        assertThat(stream.take(SamplePackets.packet(8))).isEmpty();
        assertThat(stream.take(SamplePackets.packet(7))).isEmpty();
        assertThat(stream.settled()).isFalse();
        assertThat(seqs(stream.skipHole())).containsExactly(7L, 8L);
        assertThat(seqs(stream.take(SamplePackets.packet(9)))).containsExactly(9L);
    }

    @Test
    void more_than_its_share_behind_a_hole_is_noticed() {
        AuthorStream stream = AuthorStream.beginning(1);
        stream.take(SamplePackets.packet(1));
        for (long seq = 3; seq < AuthorStream.MAX_WAITING + 3L; seq++) {
            stream.take(SamplePackets.packet(seq));
            assertThat(stream.overflows()).isFalse();
        }
        stream.take(SamplePackets.packet(AuthorStream.MAX_WAITING + 3L));

        assertThat(stream.overflows()).isTrue();
        assertThat(stream.missing()).isEqualTo(1);
        assertThat(stream.skipHole()).hasSize(AuthorStream.MAX_WAITING + 1);
        assertThat(stream.waitingBytes()).isZero();
    }

    private static List<Long> seqs(List<Packet> packets) {
        return packets.stream().map(packet -> packet.header().seq()).toList();
    }
}
