// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.api.message.ContentSource;

/** {@code content.*}. */
final class ContentNoun {
    private static final Field WHICH = Field.of("content", Type.id());

    private ContentNoun() {}

    static Noun noun() {
        return Noun.of(
                "content",
                "Messages of any length, piece by piece.",
                method("content.publish", "Begins a message that is handed in piece by piece.")
                        .more(
                                "Up to 4,294,705,152 bytes where the pipeline is persistent, else 1 MiB. What a client that"
                                        + " leaves has begun is gone.")
                        .takes(
                                NETWORK,
                                PipelineNoun.NAME,
                                Field.of("contentType", Type.text()).usually("application/octet-stream"))
                        .answers(WHICH.meaning("for `content.write`"))
                        .fails(Code.BUSY, "when too many contents are written and read already"),
                method("content.write", "Takes the next piece of it, or publishes it.")
                        .more("One call at a time. What fails while it is stored ends the message, which then was not"
                                + " published; a piece that is no base64 was not taken.")
                        .takes(
                                WHICH.meaning("what `content.publish` has answered"),
                                Field.of(
                                                "base64",
                                                Type.bytes(),
                                                "the next bytes, cut anywhere; none when nothing more comes")
                                        .optional())
                        .answers(
                                Field.of("takenBytes", Type.count(), "of all pieces so far")
                                        .optional(),
                                Field.of("message", Type.id(), "at the end, as are the next two: it is published")
                                        .optional(),
                                Field.of("packet", Type.id()).orNull().optional(),
                                Common.RECEIPT.optional()),
                method("content.open", "Begins to read the content of a message.")
                        .takes(
                                NETWORK,
                                PipelineNoun.NAME,
                                Field.of(
                                        "message",
                                        Type.text(),
                                        "as it was published or told: `PACKET.INDEX`, or `PACKET` for its first"
                                                + " message"),
                                Field.of("fromBytes", Type.whole(0, ContentSource.MAX_BYTES), "so much is passed over")
                                        .usually(0))
                        .answers(
                                WHICH.meaning("for `content.read`"),
                                Field.of("message", Type.id()),
                                Field.of("contentType", Type.text()),
                                Field.of("sizeBytes", Type.count()),
                                Field.of("here", Type.flag(), "whether all of it is on this node"))
                        .fails(Code.NOT_FOUND, "where this node does not have the message (any more)")
                        .fails(Code.BUSY, "when too many contents are written and read already"),
                method("content.read", "Answers the next piece.")
                        .more("After an error it is over; what came stays on the node.")
                        .takes(WHICH.meaning("what `content.open` has answered"))
                        .answers(
                                Field.of(
                                                "base64",
                                                Type.bytes(),
                                                "at most 1 MiB; null when it is whole, and then it is over; empty after"
                                                        + " a second without any")
                                        .orNull(),
                                Field.of("cameBytes", Type.count(), "with an empty one: how much has come to this node")
                                        .optional())
                        .fails(Code.BUSY, "while another call of this content is not answered")
                        .fails(Code.UNREACHABLE, "when nothing has come for a minute; the sentence says who was asked")
                        .fails(Code.STORAGE, "when the disk is full or fails")
                        .fails(Code.REFUSED, "when it is not what its author said"));
    }
}
