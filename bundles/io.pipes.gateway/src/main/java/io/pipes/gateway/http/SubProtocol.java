// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.gateway.rpc.Cbor;
import io.pipes.gateway.rpc.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The encodings of which a client chooses one when it connects, in the WebSocket's handshake. */
enum SubProtocol {
    /** Texts in JSON; also for clients that choose nothing. */
    JSON("pipes.json.v1") {
        @Override
        Encoded encode(JsonNode message) {
            return new Encoded.Text(Json.write(message));
        }
    },
    /** Binary messages in CBOR. */
    CBOR("pipes.cbor.v1") {
        @Override
        Encoded encode(JsonNode message) {
            return new Encoded.Binary(Cbor.write(message));
        }
    };

    private final String text;

    SubProtocol(String text) {
        this.text = text;
    }

    /** How clients call it. */
    String text() {
        return text;
    }

    abstract Encoded encode(JsonNode message);

    /** The first one that is known of those that a client would take, the one it likes most first. */
    static Optional<SubProtocol> of(List<String> offered) {
        return offered.stream()
                .flatMap(text -> Arrays.stream(values()).filter(known -> known.text.equals(text)))
                .findFirst();
    }
}
