// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamMessageTest {
    /** As the page says what travels. */
    @Test
    void messages_look_as_they_are_described() throws MalformedException {
        assertThat(StreamMessage.hello(true, 0x0102030405060708L).hex()).isEqualTo("00010102030405060708");
        assertThat(StreamMessage.open(2, 0x10000, "web", "x").hex())
                .isEqualTo("01" + "0000000000000002" + "0000000000010000" + "03" + "776562" + "78");
        assertThat(StreamMessage.dataHead(2, 5).hex()).isEqualTo("02" + "0000000000000002" + "0000000000000005");
        assertThat(StreamMessage.end(2, 5).hex()).isEqualTo("03" + "0000000000000002" + "0000000000000005");
        assertThat(StreamMessage.state(2, 6, 7, true).hex())
                .isEqualTo("04" + "0000000000000002" + "0000000000000006" + "0000000000000007" + "01");
        assertThat(StreamMessage.reset(2, 3).hex()).isEqualTo("05" + "0000000000000002" + "03");
        assertThat(StreamMessage.gone(2).hex()).isEqualTo("06" + "0000000000000002");
        assertThat(StreamMessage.still().hex()).isEqualTo("07");
    }

    @Test
    void a_full_piece_is_one_frame_of_a_link() {
        assertThat(StreamMessage.DATA_HEAD + StreamMessage.MAX_PIECE).isEqualTo(16_384);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "08", // no such type
                "0001", // too short
                "0700", // too long
                "020000000000000002" + "0000000000000005", // data without data
                "01" + "0000000000000002" + "0000000000010000" + "04" + "776562", // name longer than the message
                "01" + "0000000000000002" + "0000000000010000" + "02" + "c328", // not UTF-8
                "03" + "0000000000000002" + "8000000000000000", // offsets out of range
                "03" + "0000000000000002" + "4000000000000000",
                "04" + "0000000000000002" + "0000000000000006" + "ffffffffffffffff" + "01",
                "000201020304050607" + "08", // neither yes nor no
            })
    void what_does_not_look_so_is_refused(String hex) {
        assertThatThrownBy(() -> readWhole(Bytes.hex(hex))).isInstanceOf(MalformedException.class);
    }

    private static void readWhole(Bytes bytes) throws MalformedException {
        StreamMessage message = StreamMessage.read(bytes);
        switch (message.type()) {
            case OPEN -> message.service();
            case DATA, END -> message.offset();
            case STATE -> {
                message.received();
                message.limit();
            }
            default -> {}
        }
    }
}
