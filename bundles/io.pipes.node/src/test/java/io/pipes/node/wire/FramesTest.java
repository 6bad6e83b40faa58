// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.spi.node.TrafficClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static List<FrameType> types(byte[] record, int length) throws MalformedException {
        FrameReader reader = new FrameReader();
        reader.begin(record, 0, length);
        List<FrameType> types = new ArrayList<>();
        while (reader.next()) {
            types.add(reader.type());
        }
        return types;
    }

    @Test
    void a_message_under_another_head_is_read_as_one_message() throws MalformedException {
        FrameWriter out = new FrameWriter();
        out.data(7, Bytes.utf8("new "), Bytes.utf8("old head"), "old ".length());

        FrameReader in = new FrameReader();
        in.begin(out.array(), 0, out.size());
        assertThat(in.next()).isTrue();
        assertThat(in.payload()).isEqualTo(Bytes.utf8("new head"));
        assertThat(in.next()).isFalse();
    }

    @Test
    void frames_are_read_as_they_were_written() throws MalformedException {
        FrameWriter out = new FrameWriter();
        Bytes message = Bytes.utf8("hello");
        out.data(7, message);
        var large = Bytes.wrap(new byte[20_000]).buffer();
        out.fragment(300, large, Frames.MAX_PAYLOAD);
        out.fragment(300, large, large.remaining());
        out.number(FrameType.CREDIT, 1, 70_000);
        out.fixed(FrameType.PING, -2);
        out.octet(FrameType.GOAWAY, 3);
        out.empty(FrameType.REKEY, 0);

        FrameReader in = new FrameReader();
        in.begin(out.array(), 0, out.size());
        assertThat(in.next()).isTrue();
        assertThat(in.type()).isEqualTo(FrameType.DATA);
        assertThat(in.exchange()).isEqualTo(7);
        assertThat(in.more()).isFalse();
        assertThat(in.payload()).isEqualTo(message);
        assertThat(in.next()).isTrue();
        assertThat(in.more()).isTrue();
        assertThat(in.exchange()).isEqualTo(300);
        assertThat(in.length()).isEqualTo(Frames.MAX_PAYLOAD);
        assertThat(in.next()).isTrue();
        assertThat(in.more()).isFalse();
        assertThat(in.length()).isEqualTo(20_000 - Frames.MAX_PAYLOAD);
        assertThat(in.next()).isTrue();
        assertThat(in.number(100_000)).isEqualTo(70_000);
        assertThat(in.next()).isTrue();
        assertThat(in.fixed()).isEqualTo(-2);
        assertThat(in.next()).isTrue();
        assertThat(in.octet()).isEqualTo(3);
        assertThat(in.last()).isFalse();
        assertThat(in.next()).isTrue();
        assertThat(in.type()).isEqualTo(FrameType.REKEY);
        assertThat(in.last()).isTrue();
        assertThat(in.next()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "0b0000",
                "7f0000", // no such type
                "02",
                "0201",
                "020105",
                "02010541", // cut off
                "020000",
                "030000",
                "010000",
                "040000", // an exchange is missing
                "050100",
                "070100",
                "080100",
                "090100", // an exchange too many
                "82010000",
                "8401" + "00",
                "850000", // nothing that could go on
                "02810000",
                "0280808000" + "00", // a number that could be shorter
                "02ffffffff0f00",
                "0201818001", // too high, too long
            })
    void what_is_no_frame_is_refused(String record) {
        byte[] bytes = Bytes.hex(record).toArray();

        assertThatThrownBy(() -> types(bytes, bytes.length)).isInstanceOf(MalformedException.class);
    }

    @Test
    void numbers_need_as_few_bytes_as_they_can() throws MalformedException {
        byte[] out = new byte[Varint.MAX_BYTES];
        for (long value : new long[] {0, 1, 127, 128, 16_383, 16_384, 1L << 62, Long.MAX_VALUE}) {
            int end = Varint.write(out, 0, value);
            assertThat(end).isEqualTo(Varint.size(value));
            assertThat(Varint.read(out, 0, end, Long.MAX_VALUE)).isEqualTo(value);
            assertThatThrownBy(() -> Varint.read(out, 0, end - 1, Long.MAX_VALUE))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void an_opening_is_read_as_it_was_written_and_nothing_else_is_one() throws MalformedException {
        Opening opening = new Opening("message.1", TrafficClass.REALTIME, 1 << 20);
        assertThat(Opening.decode(opening.encode())).isEqualTo(opening);

        for (Opening wrong : new Opening[] {
            new Opening("Message", TrafficClass.BULK, 1 << 20),
            new Opening("a b", TrafficClass.BULK, 1 << 20),
            new Opening("x".repeat(33), TrafficClass.BULK, 1 << 20),
            new Opening("x", TrafficClass.BULK, 1_000),
            new Opening("x", TrafficClass.BULK, 1 << 30)
        }) {
            assertThatThrownBy(() -> Opening.decode(wrong.encode()))
                    .as(wrong.toString())
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> Opening.decode(Bytes.EMPTY)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Opening.decode(Bytes.hex("09808004" + "61"))).isInstanceOf(MalformedException.class);
    }

    @Test
    void the_codes_that_travel_are_these() {
        assertThat(FrameType.values()).extracting(FrameType::code).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(GoodbyeReason.values()).extracting(GoodbyeReason::code).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(PrefaceKind.values()).extracting(PrefaceKind::code).containsExactly(1, 2);
    }
}
