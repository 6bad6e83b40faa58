// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.base.id.MessageId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads messages one after the other. Those of a packet have most of it in common, and reading an id costs more than all the rest: what is the same
 * as in the message before is not read again. For one thread at a time.
 */
public final class MessageReader {
    private final LastValue<PacketId> packets = new LastValue<>(PacketId::parse);
    private final LastValue<NodeId> authors = new LastValue<>(NodeId::parse);
    private final LastValue<Instant> times = new LastValue<>(Row::instant);
    private final LastValue<Instant> arrivals = new LastValue<>(Row::instant);

    /** Makes handles for contents that are too long to be part of their message. */
    @FunctionalInterface
    public interface LargeContents {
        LargeContent of(MessageName.Published message, long size, boolean here);
    }

    public Message message(Row row, LargeContents contents) {
        MessageName name = row.value("message", this::name);
        Optional<LargeContent> large = row.findNumber("sizeBytes")
                .flatMap(size -> name instanceof MessageName.Published published
                        ? Optional.of(contents.of(published, size, row.flag("here")))
                        : Optional.empty());
        return new Message(
                name,
                row.findValue("packet", packets::of),
                row.count("index"),
                row.findText("pipeline"),
                row.value("author", authors::of),
                row.text("name"),
                row.number("seq"),
                row.value("time", times::of),
                row.value("received", arrivals::of),
                row.text("contentType"),
                large.isPresent() ? Bytes.EMPTY : Contents.bytes(row),
                large,
                row.findText("key"),
                row.flag("preview"));
    }

    /**
     * What a message is called.
     *
     * @throws IllegalArgumentException if none is called so
     */
    public MessageName name(String text) {
        int point = text.indexOf('.');
        return point < 0
                ? MessageName.Direct.of(MessageId.parse(text))
                : new MessageName.Published(
                        packets.of(text.substring(0, point)), Integer.parseInt(text.substring(point + 1)));
    }
}
