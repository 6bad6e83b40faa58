// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.client.row.MessageReader;
import java.util.Optional;

/** Messages to this node: each counts as delivered when the subscriber has dealt with it, and comes again when the connection is lost before. */
final class Inbox extends MessageSource {
    private final ObjectNode params;

    Inbox(ObjectNode params, MessageReader.LargeContents contents) {
        super(contents);
        this.params = params;
    }

    @Override
    public String method() {
        return "message.subscribe";
    }

    @Override
    public ObjectNode params() {
        return params.deepCopy().put("batch", BATCH).put("acknowledge", true);
    }

    @Override
    public Optional<String> receiptFor(JsonNode item) {
        return Optional.of(item.path("message").asText());
    }
}
