// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Common.NODE;
import static io.pipes.gateway.catalogue.Common.RECEIPT;
import static io.pipes.gateway.catalogue.Common.WINDOW;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;

/** {@code message.*}. */
final class MessageNoun {
    private static final Field WHICH = Field.of("message", Type.id(), "as `message.send` answered it");

    private static final Notice FOLLOWED = Notice.of(
            "receipt.changed",
            "A message that was sent with `follow` has come further, or was given up.",
            WHICH,
            RECEIPT,
            Field.of("error", Type.row(Errors.ERROR), "why it was given up").orNull());

    private MessageNoun() {}

    static Noun noun() {
        return Noun.of(
                "message",
                "Messages to one node.",
                method("message.send", "Sends a message to one node.")
                        .more(
                                "A receipt that did not come in time is no error: the message is on its way, and the answer"
                                        + " says how far it is.")
                        .takes(
                                NETWORK,
                                NODE,
                                Common.TEXT,
                                Common.BASE64,
                                Common.CONTENT_TYPE,
                                Field.of(
                                                "wait",
                                                Type.oneOf("held", "delivered"),
                                                "`held`: until others hold it for a node that is away, or it was"
                                                        + " delivered; `delivered`: until that")
                                        .optional(),
                                Field.of("timeoutMillis", Type.whole(0, 600_000), "how long that may take")
                                        .usually(10_000),
                                Field.of(
                                                "follow",
                                                Type.flag(),
                                                "tell of each change of the receipt, until it is delivered or given up")
                                        .usually(false))
                        .answers(Common.SENT)
                        .tells(FOLLOWED),
                method("message.receipt", "Says how far a message is.")
                        .takes(NETWORK, WHICH)
                        .answers(WHICH.meaning(""), RECEIPT)
                        .fails(Code.NOT_FOUND, "if nothing is known of it (any more)"),
                method("message.waiting", "Lists what this node has sent to nodes that are away, oldest first.")
                        .takes(NETWORK, Field.of("limit", Type.whole(1, 1_024)).usually(256))
                        .answers(Type.listOf(waiting())),
                method("message.held", "Says what this node holds of others for others, and cannot read.")
                        .takes(NETWORK)
                        .answers(Field.of("letters", Type.count()), Field.of("bytes", Type.count())),
                method("message.subscribe", "Tells what is sent to this node.")
                        .more("Nothing is skipped: senders are held back.")
                        .takes(
                                NETWORK,
                                Field.of("from", Type.text(), "the only sender wanted")
                                        .optional(),
                                WINDOW,
                                Common.BATCH,
                                Field.of(
                                                "acknowledge",
                                                Type.flag(),
                                                "[the client says](protocol.md#messages-to-one-node) what it has dealt"
                                                        + " with; what it has not when it goes is told the next one")
                                        .usually(false))
                        .answers(Common.SUBSCRIPTION)
                        .tells(Common.TOLD, Common.TOLD_TOGETHER, Common.ENDED),
                method("message.acknowledge", "Says that messages are dealt with, which counts as delivered.")
                        .takes(
                                Field.of(
                                        "subscription",
                                        Type.id(),
                                        "what `message.subscribe` with `acknowledge` has answered"),
                                Field.of(
                                                "count",
                                                Type.whole(1, Integer.MAX_VALUE),
                                                "so many more of those that the client was told, in order")
                                        .usually(1))
                        .answers(Field.of(
                                "unacknowledged", Type.count(), "how many it was told and has not acknowledged"))
                        .fails(Code.NOT_FOUND, "for a subscription that has ended"));
    }

    private static Shape waiting() {
        return Shape.of(
                "WaitingMessage",
                "A message that has not reached its node.",
                WHICH.meaning(""),
                RECEIPT,
                Field.of("node", Type.id(), "to which"),
                Field.of("name", Type.text(), "null if it is no member").orNull(),
                Field.of("time", Type.time(), "when it was sent"),
                Field.of("until", Type.time(), "then it is given up"),
                Field.of("holders", Type.listOf(Type.id()), "that hold it for the node"),
                Field.of("holderNames", Type.listOf(Type.text().orNull())));
    }
}
