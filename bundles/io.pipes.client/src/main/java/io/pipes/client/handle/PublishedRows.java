// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.id.PacketId;
import io.pipes.client.row.MessageReader;
import io.pipes.client.row.Messages;
import io.pipes.client.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the node says of messages that were published. */
final class PublishedRows {
    private PublishedRows() {}

    static Sent sent(Row row) {
        Sent sent = sent(Messages.name(row), Messages.receipt(row));
        return row.findNumber("storedAt")
                .map(nodes -> sent.storedAt(nodes.intValue()))
                .orElse(sent);
    }

    /**
     * Of a message that may have been published before.
     *
     * @param call what was said of it, with its number if it had one
     */
    static Sent sent(Row row, JsonNode call) {
        if (row.has("message")) {
            return sent(row);
        }
        Sent known = sent(forgotten(call, 0), Messages.receipt(row));
        return row.findNumber("storedAt")
                .map(nodes -> known.storedAt(nodes.intValue()))
                .orElse(known);
    }

    /** Of several at once. */
    static List<Sent> all(JsonNode said, JsonNode call) {
        Receipt receipt = Messages.receipt(new Row(said));
        List<Sent> all = new ArrayList<>();
        for (Optional<MessageName> name : new Row(said).findValues("messages", new MessageReader()::name)) {
            all.add(sent(name.orElseGet(() -> forgotten(call, all.size())), receipt));
        }
        return List.copyOf(all);
    }

    private static MessageName forgotten(JsonNode call, int index) {
        return new MessageName.Forgotten(
                call.path("producer").asText(), call.path("number").asLong() + index);
    }

    private static Sent sent(MessageName name, Receipt receipt) {
        Optional<PacketId> packet =
                name instanceof MessageName.Published published ? Optional.of(published.packet()) : Optional.empty();
        return new Sent(name, packet, receipt, CompletableFuture.completedFuture(receipt));
    }
}
