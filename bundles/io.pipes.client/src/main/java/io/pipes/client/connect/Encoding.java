// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.pipes.client.socket.WebSocket;
import io.pipes.client.wire.CborMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How messages are written on a socket. The one that is liked most comes first. */
enum Encoding {
    CBOR("pipes.cbor.v1") {
        @Override
        byte[] write(JsonNode message) {
            return CborMessages.write(message);
        }

        @Override
        void send(byte[] written, WebSocket socket) throws IOException {
            socket.send(written);
        }

        @Override
        JsonNode read(byte[] message) throws IOException {
            return CBOR_TREES.readTree(message);
        }
    },
    JSON("pipes.json.v1") {
        @Override
        byte[] write(JsonNode message) throws IOException {
            // As a text first: what is half a character in it is replaced then, as in CBOR.
            return JSON_TREES.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        void send(byte[] written, WebSocket socket) throws IOException {
            socket.sendText(written);
        }

        @Override
        JsonNode read(byte[] message) throws IOException {
            return JSON_TREES.readTree(message);
        }
    };

    /** The longest message that is taken from a node, in bytes. */
    static final int MAX_MESSAGE_BYTES = 16 << 20;

    /** The longest message that a node takes, in bytes. */
    static final int MAX_SENT_BYTES = 2 << 20;

    private static final int MAX_DEPTH = 32;
    private static final StreamReadConstraints CAPS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxDocumentLength(MAX_MESSAGE_BYTES)
            .maxStringLength(MAX_MESSAGE_BYTES)
            .build();
    private static final ObjectMapper CBOR_TREES =
            new CBORMapper(CBORFactory.builder().streamReadConstraints(CAPS).build());
    private static final ObjectMapper JSON_TREES = new JsonMapper(com.fasterxml.jackson.core.JsonFactory.builder()
            .streamReadConstraints(CAPS)
            .build());

    private final String subProtocol;

    Encoding(String subProtocol) {
        this.subProtocol = subProtocol;
    }

    /** @throws IOException if it cannot be written */
    abstract byte[] write(JsonNode message) throws IOException;

    abstract void send(byte[] written, WebSocket socket) throws IOException;

    abstract JsonNode read(byte[] message) throws IOException;

    static List<String> all() {
        return Stream.of(values()).map(one -> one.subProtocol).toList();
    }

    /** @param agreed what the node has chosen; one that chooses nothing speaks JSON */
    static Encoding of(Optional<String> agreed) throws IOException {
        if (agreed.isEmpty()) {
            return JSON;
        }
        return Arrays.stream(values())
                .filter(one -> one.subProtocol.equals(agreed.get()))
                .findFirst()
                .orElseThrow(() -> new IOException("it chose an encoding that was not offered"));
    }
}
