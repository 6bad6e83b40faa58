// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.base.id.Id;
import io.pipes.base.text.Timestamps;
import java.time.Instant;

/** Parameters of calls as the protocol writes them. */
public final class Params {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Params() {}

    public static ObjectNode none() {
        return JSON.objectNode();
    }

    public static JsonNode text(Id id) {
        return JSON.textNode(id.text());
    }

    public static String time(Instant time) {
        return Timestamps.format(time.toEpochMilli());
    }

    public static JsonNode bytes(Bytes bytes) {
        return JSON.binaryNode(bytes.toArray());
    }

    /** Adds content as bytes, which every encoding carries as it is. */
    public static ObjectNode with(ObjectNode params, Content content) {
        params.put("contentType", content.contentType());
        params.set("base64", bytes(content.bytes()));
        content.key().ifPresent(key -> params.put("key", key));
        return params;
    }
}
