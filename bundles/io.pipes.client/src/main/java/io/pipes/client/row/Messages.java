// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.WaitingMessage;
import io.pipes.api.pipeline.From;
import io.pipes.base.id.MessageId;
import io.pipes.base.id.NodeId;
import java.util.Locale;

/** Reads what is said of messages: their names, places and receipts. */
public final class Messages {
    private Messages() {}

    /** The name in the field {@code message}. */
    public static MessageName name(Row row) {
        return row.value("message", new MessageReader()::name);
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
