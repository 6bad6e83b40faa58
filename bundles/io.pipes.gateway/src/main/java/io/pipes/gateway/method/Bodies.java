// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.gateway.rpc.Params;
import java.util.Base64;
import java.util.Optional;

/** What a client wants to send: {@code text}, or {@code base64} for anything else. */
final class Bodies {
    /** What content is of which nothing else is said. */
    static final String BYTES = "application/octet-stream";

    private Bodies() {}

    static Content of(Params params) {
        Optional<String> text = params.text("text");
        Optional<String> base64 = params.text("base64");
        if (text.isPresent() == base64.isPresent()) {
            throw Params.invalid("Give either 'text' or 'base64'.");
        }
        String type = params.text("contentType").orElse(text.isPresent() ? Content.TEXT : BYTES);
        return new Content(type, text.map(Bytes::utf8).orElseGet(() -> decode(base64.orElseThrow())));
    }

    static Bytes decode(String base64) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException nonsense) {
            throw Params.invalid("Parameter 'base64' is not base64.");
        }
    }
}
