// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.ImportReport;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.Rotation;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads pipelines and what is kept of them. */
public final class Histories {
    private Histories() {}

    public static PipelineInfo pipeline(Row row) {
        return new PipelineInfo(
                row.value("pipeline", PipelineId::parse),
                row.text("name"),
                row.known("kind", PipelineKind::ofText),
                row.value("creator", NodeId::parse),
                row.findValue("with", NodeId::parse),
                row.findText("epoch"),
                row.number("published"),
                row.number("received"),
                row.number("gaps"),
                row.has("history") ? Optional.of(kept(row)) : Optional.empty(),
                settings(row));
    }

    private static PipelineSettings settings(Row row) {
        return new PipelineSettings(
                row.findText("history").flatMap(HistoryPolicy::ofText).orElse(HistoryPolicy.FULL),
                row.findText("retention").flatMap(Retention::ofText).orElse(Retention.ALL),
                row.known("publishRole", Role::ofText),
                row.known("readRole", Role::ofText),
                row.known("rotation", Rotation::ofText),
                row.entries("metadata"));
    }

    private static PipelineInfo.Kept kept(Row row) {
        Row contents = row.row("contents");
        SortedMap<NodeId, Long> copies = new TreeMap<>();
        row.rows("copies", copy -> Map.entry(copy.value("node", NodeId::parse), copy.number("packets")))
                .forEach(copy -> copies.put(copy.getKey(), copy.getValue()));
        return new PipelineInfo.Kept(
                row.known("history", HistoryPolicy::ofText),
                row.known("retention", Retention::ofText),
                row.number("keptPackets"),
                row.number("keptBytes"),
                row.findRow("last").map(Messages::place),
                Collections.unmodifiableSortedMap(copies),
                Collections.unmodifiableSortedSet(new TreeSet<>(row.values("forked", NodeId::parse))),
                new PipelineInfo.Contents(contents.count("here"), contents.count("missing"), contents.count("left")));
    }

    public static SyncProgress progress(Row row) {
        return new SyncProgress(
                row.number("packets"),
                row.number("missing"),
                row.text("state").equals(SyncProgress.State.FETCHING.text()),
                row.rows(
                        "peers",
                        peer -> new SyncProgress.Peer(
                                peer.value("node", NodeId::parse), peer.number("packets"), peer.flag("inStep"))));
    }

    public static ImportReport imported(Row row) {
        return new ImportReport(
                row.findText("name"),
                row.number("operations"),
                row.number("packets"),
                row.number("known"),
                row.number("refused"),
                row.findText("refusal"),
                row.number("contents"),
                row.flag("complete"));
    }

    /** Where a cursor stands; empty before the first message that was committed. */
    public static Optional<From.After> position(Row row) {
        return row.has("author") ? Optional.of(Messages.place(row)) : Optional.empty();
    }
}
