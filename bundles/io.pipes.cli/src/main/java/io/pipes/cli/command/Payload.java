// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Contents of messages and calls as the API has them: text where they are UTF-8, else base64. */
final class Payload {
    private Payload() {}

    /** Parameters with a content. */
    static JsonObject put(JsonObject params, byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return params.with("text", text);
        } catch (CharacterCodingException notText) {
            return params.with("base64", Base64.getEncoder().encodeToString(content));
        }
    }

    /** The content of a row. */
    static byte[] of(JsonObject row) {
        return row.text("text")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> Base64.getDecoder().decode(row.text("base64", "")));
    }

    /** All there is to read, which is as long as a content may be at most. */
    static byte[] readAll(InputStream in) {
        try {
            byte[] all = in.readNBytes(LineInput.MAX_BYTES + 1);
            if (all.length > LineInput.MAX_BYTES) {
                throw new ClientException("too_large", "That is longer than 1 MiB, which is the most.", false);
            }
            return all;
        } catch (IOException unreadable) {
            throw new ClientException("failed", "It cannot be read: " + unreadable.getMessage(), false, unreadable);
        }
    }
}
