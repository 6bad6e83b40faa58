// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class CborMessagesTest {
    private static final CBORMapper READER = new CBORMapper();

    private static JsonNode both(JsonNode message) throws IOException {
        return READER.readTree(CborMessages.write(message));
    }

    @Test
    void what_is_written_is_read_as_it_was() throws IOException {
        ObjectNode message = JsonNodeFactory.instance
                .objectNode()
                .put("text", "gr\u00fc\u00dfe")
                .put("long", "x".repeat(5_000))
                .put("number", Long.MIN_VALUE)
                .put("huge", BigInteger.ONE.shiftLeft(63))
                .put("real", 1.5)
                .put("flag", true)
                .put("bytes", new byte[] {1, 2})
                .putNull("nothing");
        message.putArray("list").add(1L).addObject();

        assertThat(both(message).toString()).isEqualTo(message.toString());
    }

    @Test
    void half_a_character_is_replaced_and_nothing_fails() throws IOException {
        String half = "a\ud800b";
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("short", half).put("long", half + "x".repeat(5_000));

        JsonNode read = both(message);

        assertThat(read.path("short").textValue()).startsWith("a").endsWith("b").hasSize(3);
        assertThat(read.path("long").textValue()).startsWith("a").hasSize(5_003);
    }
}
