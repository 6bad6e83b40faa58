// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Content;
import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How messages are told, one after the other. Those of a packet have most of it in common, and writing an id costs more than all the rest: what is
 * the same as in the message before is not written again. For one thread at a time.
 */
final class MessageRows {
    /** Room for all fields without growing. */
    private static final int FIELDS = 32;

    private final LastText<PacketId> packets = new LastText<>(PacketId::text);
    private final LastText<NodeId> authors = new LastText<>(NodeId::text);
    private final LastText<Instant> times = new LastText<>(Rows::time);
    private final LastText<Instant> arrivals = new LastText<>(Rows::time);

    ObjectNode row(Message message) {
        Map<String, JsonNode> fields = new LinkedHashMap<>(FIELDS);
        ObjectNode row = new ObjectNode(JsonNodeFactory.instance, fields);
        row.put("message", name(message.message()))
                .put("packet", message.packet().map(packets::of).orElse(null))
                .put("index", message.index())
                .put("pipeline", message.pipeline().orElse(null))
                .put("author", authors.of(message.author()))
                .put("name", message.name())
                .put("seq", message.seq())
                .put("time", times.of(message.time()))
                .put("received", arrivals.of(message.received()));
        message.key().ifPresent(key -> row.put("key", key));
        if (message.preview()) {
            row.put("preview", true);
        }
        return message.large()
                .map(large -> withSize(row, message.contentType(), large))
                .orElseGet(() -> Rows.withContent(row, new Content(message.contentType(), message.content())));
    }

    /** As a message is told, and as it is answered to who published it. */
    String name(MessageName name) {
        return name instanceof MessageName.Published published
                ? packets.of(published.packet()) + '.' + published.index()
                : name.text();
    }

    private static ObjectNode withSize(ObjectNode row, String contentType, LargeContent large) {
        return row.put("contentType", contentType)
                .put("sizeBytes", large.size())
                .put("here", large.isHere());
    }
}
