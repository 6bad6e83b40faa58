// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import io.pipes.api.message.Content;
import io.pipes.api.message.Receipt;
import io.pipes.gateway.feed.Batches;
import io.pipes.gateway.feed.Feed;

/** What methods of several nouns take, answer and tell. */
final class Common {
    static final Field NETWORK = Field.of(
                    "network", Type.text(), "which one; to be named where this process has several")
            .optional();

    static final Field NODE = Field.of("node", Type.text(), "another member");

    static final Field WINDOW = Field.of(
                    "window", Type.whole(1, Feed.MAX_WINDOW), "how much may come before the first `subscription.grant`")
            .usually(Feed.DEFAULT_WINDOW);

    /** What a call that subscribes answers. */
    static final Shape SUBSCRIPTION = Shape.of(
            "Subscription",
            "What goes on from now.",
            Field.of("subscription", Type.id(), "names it in what follows, on this connection"));

    static final Field TEXT = Field.of("text", Type.text(), "what is said; either this or `base64`")
            .optional();

    static final Field BASE64 =
            Field.of("base64", Type.bytes(), "the same for any bytes").optional();

    static final Field CONTENT_TYPE = Field.of(
                    "contentType",
                    Type.text(),
                    "what `text` or `base64` is; `" + Content.TEXT + "` or `application/octet-stream` when left out")
            .optional();

    static final Field RECEIPT = Field.of(
            "receipt",
            Type.oneOf(Receipt.values(), Receipt::text),
            "how far it is: [what it promises](../specs/held.md#what-people-see)");

    /** What a call answers that sent or published something. */
    static final Shape SENT = Shape.of(
            "Sent",
            "A message that is on its way.",
            Field.of("message", Type.id(), "names it from now on"),
            Field.of("packet", Type.id(), "the packet it is in; null for a message to one node")
                    .orNull(),
            RECEIPT);

    static final Shape MESSAGE = Shape.of(
            "Message",
            "A message that was published or sent to this node.",
            Field.of("message", Type.id()),
            Field.of("packet", Type.id(), "null for a message to this node").orNull(),
            Field.of("index", Type.count(), "its place in the packet"),
            Field.of("pipeline", Type.text(), "its name; null for a message to this node")
                    .orNull(),
            Field.of("author", Type.id(), "the node that said it"),
            Field.of("name", Type.text(), "of the author"),
            Field.of("seq", Type.count(), "of the author's packets in this pipeline"),
            Field.of("time", Type.time(), "by the author's clock"),
            Field.of("received", Type.time(), "when it came to this node"),
            Field.of("key", Type.text(), "what it is about, where its author said so")
                    .optional(),
            Field.of("preview", Type.flag(), "true where the node does not keep it yet")
                    .optional(),
            Field.of("contentType", Type.text()),
            Field.of("text", Type.text(), "the content, where its type begins with `text/` and it is UTF-8")
                    .optional(),
            Field.of("base64", Type.bytes(), "the content otherwise").optional(),
            Field.of("sizeBytes", Type.count(), "instead of both where it is above 1 MiB: `content.open` reads it")
                    .optional(),
            Field.of("here", Type.flag(), "beside `sizeBytes`: whether all of it is on this node")
                    .optional());

    /** Which subscription something is told for. */
    static final Field FOR = Field.of("subscription", Type.id());

    static final Notice TOLD =
            Notice.of("message", "A message for a subscription.", FOR, Field.of("message", Type.row(MESSAGE)));

    static final Notice TOLD_TOGETHER = Notice.of(
            "messages",
            "Several messages for a subscription with a `batch` above 1.",
            FOR,
            Field.of("messages", Type.listOf(MESSAGE), "in order"));

    static final Field BATCH = Field.of(
                    "batch",
                    Type.whole(1, Batches.MAX),
                    "as many messages that are there at once come together, as `messages`")
            .usually(1);

    static final Notice PROGRESS = Notice.of(
            "progress",
            "How far a call is that was made with `progress` true; at most ten a second, until it is answered.",
            Field.of("id", Type.callId(), "of the call"),
            Field.of("stage", Type.text(), "a word"),
            Field.of("done", Type.count(), "in whatever is counted"),
            Field.of("of", Type.count(), "null if nobody knows").orNull(),
            Field.of("text", Type.text(), "a sentence for a person"));

    static final Field TELL_PROGRESS =
            Field.of("progress", Type.flag(), "tell how far it is").usually(false);

    static final Notice SKIPPED = Notice.of(
            "skipped",
            "So many could not be told, because the client did not take what came before.",
            FOR,
            Field.of(
                    "count",
                    Type.whole(),
                    "0 if nobody knows: the feature behind the subscription was replaced. Of a state everything there is comes next, of other"
                            + " changes what changes from then on"));

    static final Notice ENDED = Notice.of(
            "ended",
            "A subscription is over: it cannot go on, or there is no more to come.",
            FOR,
            Field.of("error", Type.row(Errors.ERROR), "null when everything was told")
                    .orNull());

    private Common() {}
}
