// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.WaitingMessage;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.id.MessageId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import java.util.Locale;
import java.util.Optional;

/** Reads messages, their names and their receipts. */
public final class Messages {
    private Messages() {}

    /** Makes handles for contents that are too long to be part of their message. */
    @FunctionalInterface
    public interface LargeContents {
        LargeContent of(MessageName.Published message, long size, boolean here);
    }

    public static Message message(Row row, LargeContents contents) {
        MessageName name = name(row);
        Optional<LargeContent> large = row.findNumber("sizeBytes")
                .flatMap(size -> name instanceof MessageName.Published published
                        ? Optional.of(contents.of(published, size, row.flag("here")))
                        : Optional.empty());
        return new Message(
                name,
                row.findValue("packet", PacketId::parse),
                row.count("index"),
                row.findText("pipeline"),
                row.value("author", NodeId::parse),
                row.text("name"),
                row.number("seq"),
                row.time("time"),
                row.time("received"),
                row.text("contentType"),
                large.isPresent() ? Bytes.EMPTY : Contents.bytes(row),
                large,
                row.findText("key"),
                row.flag("preview"));
    }

    /** The name in the field {@code message}. */
    public static MessageName name(Row row) {
        return row.value("message", Messages::name);
    }

    private static MessageName name(String text) {
        int point = text.indexOf('.');
        return point < 0
                ? MessageName.Direct.of(MessageId.parse(text))
                : new MessageName.Published(
                        PacketId.parse(text.substring(0, point)), Integer.parseInt(text.substring(point + 1)));
    }

    /** Which place in a history a message has. */
    public static From.After place(Row row) {
        return new From.After(row.value("author", NodeId::parse), row.number("seq"), row.count("index"));
    }

    public static Receipt receipt(Row row) {
        return row.value("receipt", text -> Receipt.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    public static WaitingMessage waiting(Row row) {
        return new WaitingMessage(
                (MessageName.Direct) row.value("message", text -> MessageName.Direct.of(MessageId.parse(text))),
                row.value("node", NodeId::parse),
                receipt(row),
                row.time("time"),
                row.time("until"),
                row.values("holders", NodeId::parse));
    }
}
