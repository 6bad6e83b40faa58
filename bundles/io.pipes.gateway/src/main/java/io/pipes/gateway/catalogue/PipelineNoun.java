// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Entry.method;
import static io.pipes.gateway.catalogue.PipelineSettingsFields.HISTORY;
import static io.pipes.gateway.catalogue.PipelineSettingsFields.METADATA;
import static io.pipes.gateway.catalogue.PipelineSettingsFields.PUBLISH_ROLE;
import static io.pipes.gateway.catalogue.PipelineSettingsFields.READ_ROLE;
import static io.pipes.gateway.catalogue.PipelineSettingsFields.RETAIN;
import static io.pipes.gateway.catalogue.PipelineSettingsFields.ROTATE;

import io.pipes.api.PipesException.Code;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.Metadata;
import io.pipes.api.pipeline.PipelineKind;

/** {@code pipeline.*} but for what is in {@link PipelinePublishing} and {@link PipelineReading}. */
final class PipelineNoun {
    static final Field NAME = Field.of("name", Type.text(), "of the pipeline");

    private static final Field KIND = Field.of("kind", Type.oneOf(PipelineKind.values(), PipelineKind::text));

    private static final Shape CONTENTS = Shape.of(
            "PipelineContents",
            "Contents above 1 MiB of messages that this node can read.",
            Field.of("here", Type.count(), "are whole here"),
            Field.of("missing", Type.count(), "are fetched or awaited"),
            Field.of("left", Type.count(), "are fetched only on request, because their author's share is used up"));

    private static final Shape COPY = Shape.of(
            "PipelineCopy",
            "What a peer has, as it said last.",
            Field.of("node", Type.id()),
            Field.of("packets", Type.count()),
            Field.of("behind", Type.count(), "how many packets that is less than here"));

    static final Shape PLACE = Shape.of(
            "MessagePlace",
            "Where a message is in its pipeline, as was told of it.",
            Field.of("author", Type.id()),
            Field.of("seq", Type.whole(0, Long.MAX_VALUE)),
            Field.of("index", Type.whole(0, Integer.MAX_VALUE)));

    static final Shape PIPELINE = Shape.of(
            "Pipeline",
            "A pipeline, as this node sees it. `history` to `copies` are null where nothing is kept.",
            Field.of("pipeline", Type.id()),
            Field.of("name", Type.text()),
            KIND,
            Field.of("creator", Type.id(), "the node that made it"),
            Field.of("with", Type.id(), "the other end of a point-to-point one").orNull(),
            Field.of("epoch", Type.text(), "in which this node would publish now")
                    .orNull(),
            Field.of("published", Type.count(), "messages since the process started"),
            Field.of("received", Type.count(), "likewise"),
            Field.of("gaps", Type.count(), "packets that a live pipeline has lost"),
            Field.of("publishRole", Type.oneOf(Role.values(), Role::text)),
            Field.of("readRole", Type.oneOf(Role.values(), Role::text)),
            Field.of("rotation", Type.text()),
            Field.of("metadata", Type.texts(Metadata.MAX_ENTRIES)),
            Field.of("history", Type.text()).orNull(),
            Field.of("retention", Type.text()).orNull(),
            Field.of("keptPackets", Type.count()).orNull(),
            Field.of("keptBytes", Type.count()).orNull(),
            Field.of("last", Type.row(PLACE), "where the packet stands that came last")
                    .orNull(),
            Field.of("contents", Type.row(CONTENTS)).orNull(),
            Field.of(
                            "forked",
                            Type.listOf(Type.id()),
                            "nodes that wrote two packets under one number, because their homes were copied or they lie")
                    .orNull(),
            Field.of("copies", Type.listOf(COPY), "what this node's peers have").orNull());

    private static final Shape CURSOR = Shape.of(
            "Cursor",
            "How far a reader has come; `author`, `seq` and `index` are null where nothing was committed.",
            Field.of("cursor", Type.text()),
            Field.of("author", Type.id()).orNull(),
            Field.of("seq", Type.count()).orNull(),
            Field.of("index", Type.count()).orNull());

    private static final Field CURSOR_NAME = Field.of("cursor", Type.text(64), "1 to 64 of `a-z 0-9 . _ -`");

    private PipelineNoun() {}

    static Noun noun() {
        return Noun.of(
                "pipeline",
                "Named sequences of messages that members publish to and read.",
                create(),
                open(),
                set(),
                method("pipeline.list", "Lists the pipelines that this node may see.")
                        .takes(NETWORK)
                        .answers(Type.listOf(PIPELINE)),
                method("pipeline.show", "Shows one of them.")
                        .takes(NETWORK, NAME)
                        .answers(PIPELINE),
                PipelineReading.watch(),
                PipelinePublishing.publish(),
                PipelinePublishing.producer(),
                PipelineReading.subscribe(),
                PipelineReading.history(),
                PipelineReading.progress(),
                commit(),
                method("pipeline.cursors", "Lists the cursors of a persistent pipeline.")
                        .takes(NETWORK, NAME)
                        .answers(Type.listOf(CURSOR)),
                method("pipeline.forget", "Forgets a cursor.")
                        .takes(NETWORK, NAME, CURSOR_NAME)
                        .answers(Field.of("cursor", Type.text())));
    }

    private static Entry create() {
        return method("pipeline.create", "Makes a pipeline.")
                .takes(
                        NETWORK,
                        NAME.meaning("what it shall be called"),
                        KIND.usually(PipelineKind.LIVE.text())
                                .meaning("`point-to-point` when left out and `with` is there"),
                        Field.of("with", Type.text(), "the other node of a point-to-point one")
                                .optional(),
                        HISTORY.usually("full"),
                        RETAIN.usually("all"),
                        PUBLISH_ROLE.usually(Role.WRITER.text()),
                        READ_ROLE.usually(Role.READER.text()),
                        ROTATE.usually("never"),
                        METADATA.optional())
                .answers(PIPELINE)
                .fails(Code.ALREADY_EXISTS, "for a name that is taken in this network");
    }

    private static Entry open() {
        return method("pipeline.open", "The pipeline of this name, which is made if the network does not have it.")
                .more(
                        "Nodes that do so at the same time, or apart, open the same pipeline. It belongs to nobody alone: its"
                                + " settings begin as usual, and admins change them. See [names](../specs/names.md).")
                .takes(
                        NETWORK,
                        NAME,
                        Field.of(
                                        "kind",
                                        Type.oneOf(PipelineKind.LIVE.text(), PipelineKind.PERSISTENT.text()),
                                        "of one that is made; that of one which is there stays as it is")
                                .usually(PipelineKind.LIVE.text()))
                .answers(PIPELINE)
                .fails(
                        Code.AMBIGUOUS,
                        "when several pipelines claim the name; the sentence says how they are called now")
                .fails(
                        Code.DENIED,
                        "when this node may not read the pipeline of this name, or would have to make it and is no writer");
    }

    private static Entry set() {
        return method("pipeline.set", "Changes what `pipeline.create` has set; what is left out stays.")
                .more("What others change at the same time: [settings](../specs/settings.md).")
                .takes(
                        NETWORK,
                        NAME,
                        Field.of(
                                        "kind",
                                        Type.oneOf(PipelineKind.PERSISTENT.text()),
                                        "what was live is kept from now on")
                                .optional(),
                        HISTORY.optional(),
                        RETAIN.optional(),
                        PUBLISH_ROLE.optional(),
                        READ_ROLE.optional(),
                        ROTATE.optional(),
                        METADATA.optional())
                .answers(PIPELINE)
                .fails(
                        Code.DENIED,
                        "unless this node made the pipeline by `pipeline.create` and may write, or is an admin");
    }

    private static Entry commit() {
        return method("pipeline.commit", "Remembers that everything up to a message has been dealt with.")
                .more("Durable when it is answered. What was read and not committed comes again with the next"
                        + " `pipeline.subscribe` that names the cursor.")
                .takes(
                        NETWORK,
                        NAME,
                        CURSOR_NAME,
                        Field.of("author", Type.id(), "of the message, as are the next two"),
                        Field.of("seq", Type.whole(0, Long.MAX_VALUE)),
                        Field.of("index", Type.whole(0, Integer.MAX_VALUE)))
                .answers(CURSOR);
    }
}
