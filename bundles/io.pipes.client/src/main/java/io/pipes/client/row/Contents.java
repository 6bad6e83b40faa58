// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.message.Content;
import io.pipes.base.Bytes;

/** Reads what messages, values and answers say. */
public final class Contents {
    private Contents() {}

    public static Content content(Row row) {
        return new Content(row.text("contentType"), bytes(row));
    }

    static Bytes bytes(Row row) {
        return row.findText("text").map(Bytes::utf8).orElseGet(() -> row.bytes("base64"));
    }

    /** How long it is, in bytes, roughly. */
    public static long size(JsonNode row) {
        JsonNode text = row.path("text");
        JsonNode body = text.isTextual() ? text : row.path("base64");
        return body.isBinary()
                ? ((com.fasterxml.jackson.databind.node.BinaryNode) body).binaryValue().length
                : body.asText().length();
    }
}
