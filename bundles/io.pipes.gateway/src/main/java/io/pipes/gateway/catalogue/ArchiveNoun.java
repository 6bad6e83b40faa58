// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;

/** {@code archive.*}. */
final class ArchiveNoun {
    private static final Shape ARCHIVE = Shape.of(
            "Archive",
            "A file that is being written or read. It counts among the client's subscriptions until it is over or"
                    + " cancelled.",
            Field.of("archive", Type.id()));

    private static final Field WHICH = Field.of("archive", Type.id());

    private ArchiveNoun() {}

    static Noun noun() {
        return Noun.of(
                "archive",
                "A pipeline's history as the bytes of a file: [archive](../specs/archive.md).",
                method("archive.export", "Begins to write the history of a persistent pipeline.")
                        .takes(
                                NETWORK,
                                PipelineNoun.NAME,
                                Field.of("contents", Type.flag(), "contents above 1 MiB as well")
                                        .usually(false))
                        .answers(ARCHIVE),
                method("archive.read", "Answers the next bytes of the file.")
                        .takes(WHICH.meaning("what `archive.export` has answered"))
                        .answers(Field.of(
                                        "base64",
                                        Type.bytes(),
                                        "at most 1,056,772 bytes; null when the file is whole, and then the archive is"
                                                + " over")
                                .orNull())
                        .fails(Code.BUSY, "while another call of this archive is not answered"),
                method("archive.import", "Begins to read a file of this network.")
                        .takes(NETWORK)
                        .answers(ARCHIVE),
                method("archive.write", "Takes the next bytes of the file.")
                        .more("What was taken before an error stays.")
                        .takes(
                                WHICH.meaning("what `archive.import` has answered"),
                                Field.of(
                                                "base64",
                                                Type.bytes(),
                                                "the next bytes, cut anywhere; none when nothing more comes")
                                        .optional())
                        .answers(report())
                        .fails(
                                Code.INVALID_ARGUMENT,
                                "for a file of another network, a damaged one, or one that is cut off")
                        .fails(Code.NOT_FOUND, "when the network has no such pipeline"));
    }

    private static Shape report() {
        return Shape.of(
                "ImportReport",
                "What has become of all of the file so far; durable.",
                Field.of("name", Type.text(), "of the pipeline; null before the first packet")
                        .orNull(),
                Field.of("operations", Type.count(), "new in the membership log"),
                Field.of("packets", Type.count(), "new or mended"),
                Field.of("known", Type.count(), "were here"),
                Field.of("refused", Type.count()),
                Field.of("refusal", Type.text(), "why, the first time").orNull(),
                Field.of("contents", Type.count(), "above 1 MiB that are whole now and were not"),
                Field.of("complete", Type.flag(), "whether the end was read"));
    }
}
