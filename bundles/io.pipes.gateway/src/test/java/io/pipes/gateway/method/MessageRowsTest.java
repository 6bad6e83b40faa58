// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageRowsTest {
    private static Message message(int packet, int index, int author, long millis, String type, byte[] content) {
        PacketId id = PacketId.of(filled(PacketId.SIZE, packet));
        return new Message(
                new MessageName.Published(id, index),
                Optional.of(id),
                index,
                Optional.of("notes"),
                NodeId.of(filled(NodeId.SIZE, author)),
                "north",
                7,
                Instant.ofEpochMilli(millis),
                Instant.ofEpochMilli(2 * millis),
                type,
                Bytes.wrap(content));
    }

    private static Bytes filled(int size, int with) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) with);
        return Bytes.wrap(bytes);
    }

    private static String told(String type, byte[] content) {
        return Rows.message(message(1, 0, 1, 1, type, content)).toString();
    }

    @Test
    void what_is_told_of_a_message_does_not_depend_on_the_one_before() {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            messages.add(message(i & 1, i >> 1 & 1, i >> 2 & 1, i >> 3 & 3, "text/plain", new byte[] {65}));
        }

        MessageRows rows = new MessageRows();
        for (Message message : messages) {
            assertThat(rows.row(message)).isEqualTo(Rows.message(message));
            assertThat(rows.row(message).get("message").asText())
                    .isEqualTo(message.message().text());
            assertThat(rows.row(message).get("author").asText())
                    .isEqualTo(message.author().text());
        }
    }

    @Test
    void text_is_told_as_text_only_where_it_is_one() {
        byte[] withSign = "a\ufffdb".getBytes(StandardCharsets.UTF_8);

        assertThat(told("text/plain", "Grüße".getBytes(StandardCharsets.UTF_8))).contains("\"text\":\"Grüße\"");
        assertThat(told("text/plain", withSign)).contains("\"text\":\"a\ufffdb\"");
        assertThat(told("text/plain", new byte[] {(byte) 0xff})).contains("\"base64\":\"/w==\"");
        assertThat(told("image/png", new byte[] {65})).contains("\"base64\":\"QQ==\"");
    }
}
