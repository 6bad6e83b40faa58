// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Common.WINDOW;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.api.pipeline.Order;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.spi.local.LocalPipeline;

/** The methods of {@code pipeline.*} that go on telling something. */
final class PipelineReading {
    private static final Field NAME = PipelineNoun.NAME;

    private static final Field AFTER = Field.of(
                    "after",
                    Type.row(PipelineNoun.PLACE),
                    "instead of `from`: behind this message, in the order in which messages came to the node")
            .optional();

    private static final Notice CHANGED = Notice.of(
            "pipeline.changed",
            "A pipeline is there, is new, or has another name or other settings.",
            Common.FOR,
            Field.of("pipeline", Type.row(PipelineNoun.PIPELINE)));

    private static final Shape PEER = Shape.of(
            "PipelinePeer",
            "How far a peer's copy is, as it said last.",
            Field.of("node", Type.id()),
            Field.of("packets", Type.count()),
            Field.of("behind", Type.count()),
            Field.of("inStep", Type.flag()));

    private static final Notice PROGRESSED = Notice.of(
            "pipeline.progressed",
            "How far the copies of a pipeline have come together.",
            Common.FOR,
            Field.of(
                    "state",
                    Type.oneOf(SyncProgress.State.values(), SyncProgress.State::text),
                    "`in-step`: all that are there have the same; `behind`: others have more and do not give it now;"
                            + " `apart`: somebody has something else, and nothing is known to be missing here"),
            Field.of("packets", Type.count(), "here"),
            Field.of("missing", Type.count(), "at least so many others have that are not here"),
            Field.of("peers", Type.listOf(PEER), "those with a direct link to this node"));

    private PipelineReading() {}

    static Entry watch() {
        return method("pipeline.watch", "Tells which pipelines this node may see, and then what changes.")
                .more("Who reads slowly gets the newest of each.")
                .takes(NETWORK, WINDOW)
                .answers(Common.SUBSCRIPTION)
                .tells(CHANGED, Common.SKIPPED, Common.ENDED);
    }

    static Entry subscribe() {
        return method("pipeline.subscribe", "Tells what is published from now on, or from an earlier place.")
                .more("Of a live pipeline what the window has no room for is left out and counted (`skipped`). A"
                        + " persistent one waits, and goes on where it was when the bundle behind it was replaced.")
                .takes(
                        NETWORK,
                        NAME,
                        WINDOW,
                        Common.BATCH,
                        Field.of(
                                        "from",
                                        Type.text(),
                                        "for a persistent pipeline also `start`, a time, or the id of a packet")
                                .usually("now"),
                        Field.of(
                                        "cursor",
                                        Type.text(64),
                                        "instead of `from`: where this cursor stands, see `pipeline.commit`")
                                .optional(),
                        AFTER)
                .answers(Common.SUBSCRIPTION.and(
                        "PipelineSubscription",
                        "",
                        Field.of("kept", Type.flag(), "whether the pipeline is a persistent one"),
                        Field.of(
                                        "after",
                                        Type.row(PipelineNoun.PLACE),
                                        "of these: behind which message reading begins, null for the start; not there"
                                                + " where `from` or `cursor` say it as well")
                                .orNull()
                                .optional()))
                .tells(Common.TOLD, Common.TOLD_TOGETHER, Common.SKIPPED, Common.ENDED);
    }

    static Entry history() {
        return method("pipeline.history", "Tells what a persistent pipeline has, and ends.")
                .more("A node that is far behind asks its peers for the ends of what is missing first, for 10 s at"
                        + " most; messages that it does not keep yet have `preview` true. `ended` with `error` null"
                        + " comes after the last message that the node has.")
                .takes(
                        NETWORK,
                        NAME,
                        WINDOW,
                        Common.BATCH,
                        Field.of(
                                        "from",
                                        Type.text(),
                                        "`start`, a time, or the id of a packet; in order of display `start`, or a"
                                                + " time by authors' clocks")
                                .usually("start"),
                        AFTER,
                        Field.of(
                                        "order",
                                        Type.oneOf(Order.values(), Order::text),
                                        "`arrival`: as packets came to this node; `display`: by hybrid clock and"
                                                + " author, the same on all nodes")
                                .usually(Order.ARRIVAL.text()),
                        Field.of(
                                        "newest",
                                        Type.whole(1, LocalPipeline.MAX_NEWEST),
                                        "instead of `from` and `order`: the last so many messages, in order of"
                                                + " display")
                                .optional(),
                        Field.of(
                                        "before",
                                        Type.text(),
                                        "with `newest`: those before a time by authors' clocks, or before a message"
                                                + " (its `message`, or the id of a packet for its first one)")
                                .optional(),
                        Field.of(
                                        "beforeMessage",
                                        Type.row(PipelineNoun.PLACE),
                                        "instead of `before`: before this message, which takes less to find")
                                .optional())
                .answers(Common.SUBSCRIPTION)
                .tells(Common.TOLD, Common.TOLD_TOGETHER, Common.ENDED)
                .fails(Code.INVALID_ARGUMENT, "for a live pipeline, which has none");
    }

    static Entry progress() {
        return method(
                        "pipeline.progress",
                        "Tells how far the copies of a persistent pipeline have come together, and when that changes.")
                .more("At most once a second. Of other nodes it tells what those with a direct link said last.")
                .takes(NETWORK, NAME, WINDOW)
                .answers(Common.SUBSCRIPTION)
                .tells(PROGRESSED, Common.SKIPPED, Common.ENDED);
    }
}
