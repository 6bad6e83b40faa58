// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.gateway.rpc.Limits;
import io.pipes.spi.local.ProducerNumber;

/** {@code pipeline.publish} and {@code pipeline.producer}. */
final class PipelinePublishing {
    private static final Field KEY = Field.of(
                    "key",
                    Type.text(256),
                    "what the message is about, 1 to 256 bytes of UTF-8; see `retain` of `pipeline.create`")
            .optional();

    private static final Shape ONE_OF_MANY = Shape.of(
            "MessageToPublish",
            "One of several messages that are published together.",
            Common.TEXT,
            Common.BASE64,
            Common.CONTENT_TYPE,
            KEY);

    private static final Field PRODUCER = Field.of(
            "producer", Type.text(64), "a name of the client's own choice: 1 to 64 characters of `a-z 0-9 . _ -`");

    private PipelinePublishing() {}

    static Entry publish() {
        return method("pipeline.publish", "Publishes a message, or several in their order.")
                .more("Of several none is published when one makes no sense.")
                .takes(
                        NETWORK,
                        PipelineNoun.NAME,
                        Common.TEXT,
                        Common.BASE64,
                        Common.CONTENT_TYPE,
                        KEY,
                        Field.of(
                                        "messages",
                                        Type.listOf(ONE_OF_MANY, Limits.PUBLISH),
                                        "in the place of the four before it: several, with 1 MiB of content together")
                                .optional(),
                        Field.of(
                                        "storedAt",
                                        Type.whole(1, StoredAt.MAX_NODES),
                                        "of a persistent pipeline: at how many nodes, this one included, it is to be"
                                                + " durable; asked are those with a direct link to this one")
                                .optional(),
                        Field.of(
                                        "timeoutMillis",
                                        Type.whole(1, StoredAt.LONGEST.toMillis()),
                                        "how long `storedAt` may take")
                                .usually(30_000),
                        PRODUCER.optional()
                                .meaning("of a persistent pipeline, with `number`: who publishes, so that a message"
                                        + " [may be published twice](protocol.md#publishing-twice)"),
                        Field.of(
                                        "number",
                                        Type.whole(1, ProducerNumber.MAX),
                                        "of the message, or of the first of several; the others follow it")
                                .optional(),
                        Field.of(
                                        "behind",
                                        Type.whole(1, ProducerNumber.MAX),
                                        "with `number`: of an earlier message of the producer that this one is not to"
                                                + " [overtake](protocol.md#publishing-twice)")
                                .optional(),
                        Common.TELL_PROGRESS.meaning(
                                "with `storedAt`: tell at how many nodes it is durable, at most once a second"))
                .tells(Common.PROGRESS)
                .answers(
                        Field.of(
                                        "message",
                                        Type.id(),
                                        "of one: names it; with `repeated` null unless it is the last one")
                                .orNull()
                                .optional(),
                        Field.of("packet", Type.id(), "of one, likewise")
                                .orNull()
                                .optional(),
                        Field.of("messages", Type.listOf(Type.id().orNull()), "of several: their names, likewise")
                                .optional(),
                        Common.RECEIPT.meaning("of the last one: [what it promises](../specs/held.md#what-people-see)"),
                        Field.of("storedAt", Type.count(), "with `storedAt`: at how many nodes it was")
                                .optional(),
                        Field.of("repeated", Type.flag(), "with `producer`: whether all was published before")
                                .optional())
                .fails(
                        Code.TOO_FEW_COPIES,
                        "when the time is over: it is published all the same, and not to be published again")
                .fails(Code.TIMED_OUT, "when the message of `behind` has not come within 10 s: nothing was published")
                .fails(Code.TOO_LARGE, "for more content than 1 MiB");
    }

    static Entry producer() {
        return method("pipeline.producer", "Says which messages of a producer a persistent pipeline has.")
                .takes(NETWORK, PipelineNoun.NAME, PRODUCER)
                .answers(
                        Field.of("producer", Type.text()),
                        Field.of(
                                        "number",
                                        Type.count(),
                                        "the highest that is durable here; null if nothing of it is" + " remembered")
                                .orNull(),
                        Field.of(
                                "stored",
                                Type.listOf(Type.listOf(Type.count())),
                                "all of them, as at most 64 ranges [ from, to ]"));
    }
}
