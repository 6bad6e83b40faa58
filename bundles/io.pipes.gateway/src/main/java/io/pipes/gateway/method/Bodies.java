// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.gateway.rpc.Params;
import java.util.Optional;

/** What a client wants to send: {@code text}, or {@code base64} for anything else, which is a byte string where the encoding has them. */
final class Bodies {
    /** What content is of which nothing else is said. */
    static final String BYTES = "application/octet-stream";

    private Bodies() {}

    static Content of(Params params) {
        Optional<String> text = params.text("text");
        Optional<Bytes> bytes = params.bytes("base64");
        if (text.isPresent() == bytes.isPresent()) {
            throw Params.invalid("Give either 'text' or 'base64'.");
        }
        String type = params.text("contentType").orElse(text.isPresent() ? Content.TEXT : BYTES);
        return new Content(type, text.map(Bytes::utf8).or(() -> bytes).orElseThrow());
    }

    /** The same for what may be about something. */
    static Content withKey(Params params) {
        Content body = of(params);
        return params.text("key").map(body::withKey).orElse(body);
    }
}
