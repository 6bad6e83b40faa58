// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectWireTest {
    private static final DirectWire.Item TEXT = new DirectWire.Item(1_000, Content.text("hello"));
    private static final DirectWire.Item JSON =
            new DirectWire.Item(2_000, new Content("application/json", Bytes.utf8("{}")));

    @Test
    void messages_are_read_back_as_they_were_written() throws MalformedException {
        DirectWire.Said said = DirectWire.read(DirectWire.messages(5, 9, List.of(TEXT, JSON)));

        assertThat(said).isEqualTo(new DirectWire.Said(DirectWire.MESSAGES, 5, 9, List.of(TEXT, JSON)));
    }

    @Test
    void a_type_that_repeats_is_told_once() throws MalformedException {
        List<DirectWire.Item> items = List.of(JSON, JSON, TEXT, JSON);

        Bytes encoded = DirectWire.messages(5, 9, items);

        assertThat(DirectWire.read(encoded).items()).isEqualTo(items);
        assertThat(encoded.size())
                .isEqualTo(DirectWire.messages(5, 9, List.of(JSON, TEXT, JSON)).size()
                        + JSON.encodedBytes("application/json"));
        assertThat(JSON.encodedBytes("application/json"))
                .isEqualTo(JSON.encodedBytes("") - "application/json".length());
    }

    @Test
    void the_first_message_cannot_have_the_type_of_the_one_before() {
        byte[] changed = DirectWire.messages(5, 9, List.of(TEXT)).toArray();
        changed[DirectWire.HEAD_BYTES + Long.BYTES] = (byte) 0xff;

        assertThatThrownBy(() -> DirectWire.read(Bytes.wrap(changed))).isInstanceOf(MalformedException.class);
    }

    @Test
    void every_cut_is_noticed() {
        Bytes whole = DirectWire.messages(5, 9, List.of(TEXT, JSON));
        int secondBegins = whole.size() - JSON.encodedBytes(TEXT.content().contentType());
        for (int end = 0; end < whole.size(); end++) {
            Bytes cut = whole.slice(0, end);
            if (end != secondBegins) {
                assertThatThrownBy(() -> DirectWire.read(cut)).isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void lengths_beyond_the_bytes_or_the_limits_are_refused() {
        Bytes whole = DirectWire.messages(5, 9, List.of(TEXT));
        int lengthAt = whole.size() - 5 - Integer.BYTES;
        for (byte first : new byte[] {0x00, 0x01, 0x7f, (byte) 0x80, (byte) 0xff}) {
            byte[] changed = whole.toArray();
            changed[lengthAt] = first;
            changed[lengthAt + 1] = (byte) 0xff;
            assertThatThrownBy(() -> DirectWire.read(Bytes.wrap(changed))).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void numbers_that_could_not_be_noted_as_delivered_are_refused() throws MalformedException {
        List<Bytes> refused = List.of(
                DirectWire.word(DirectWire.HELLO, 1, 0),
                DirectWire.word(DirectWire.HELLO, 1, Long.MAX_VALUE),
                DirectWire.word(DirectWire.RECEIPT, 1, -1),
                DirectWire.messages(1, 0, List.of(TEXT)),
                DirectWire.messages(1, Long.MAX_VALUE, List.of(TEXT, TEXT)),
                DirectWire.messages(1, DirectWire.MAX_NUMBER, List.of(TEXT, TEXT)));
        for (Bytes message : refused) {
            assertThatThrownBy(() -> DirectWire.read(message)).isInstanceOf(MalformedException.class);
        }

        assertThat(DirectWire.read(DirectWire.word(DirectWire.WELCOME, 1, 0)).number())
                .isZero();
        assertThat(DirectWire.read(DirectWire.messages(1, DirectWire.MAX_NUMBER - 1, List.of(TEXT, TEXT)))
                        .items())
                .hasSize(2);
    }

    @Test
    void a_word_has_nothing_behind_it() {
        byte[] longer = new byte[18];
        DirectWire.word(DirectWire.HELLO, 1, 1).copyTo(longer, 0);

        assertThatThrownBy(() -> DirectWire.read(Bytes.wrap(longer))).isInstanceOf(MalformedException.class);
    }
}
