// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.node.Member;
import java.util.Optional;
import java.util.Set;

/**
 * A pipeline as the network knows it now.
 *
 * @param creator who made it; of one that members have opened, one of these
 * @param opened whether members have opened it by its name: then it is the same for all who do, and nobody has the rights of a maker
 * @param with the other end of a point-to-point pipeline
 * @param settings what members may have changed since it was made
 * @param renewals the reasons for which keys were to become fresh, each the statements that gave it: an epoch is over if whoever made it
 *     knew none of one reason
 * @param complete whether it keeps everything and always did, on all nodes
 */
public record PipelineEntry(
        PipelineId id,
        Bytes routeTag,
        String name,
        PipelineKind kind,
        NodeId creator,
        boolean opened,
        Optional<NodeId> with,
        PipelineSettings settings,
        Set<Set<OperationId>> renewals,
        boolean complete) {
    /** Whether the member may read what is published here. */
    public boolean readableBy(Member member) {
        return member.role().atLeast(settings.read()) && concerns(member.id());
    }

    /** Whether the member may publish here. */
    public boolean writableBy(Member member) {
        return member.role().atLeast(settings.publishers()) && concerns(member.id());
    }

    /** Whether the node may change its settings as its maker, while it may write. */
    boolean isMadeBy(NodeId node) {
        return !opened && node.equals(creator);
    }

    /** Whether the pipeline is any business of the node's; never changes. */
    public boolean concerns(NodeId node) {
        return with.isEmpty() || node.equals(creator) || node.equals(with.get());
    }

    /** What of a persistent pipeline's past a member who joins may read. */
    public HistoryPolicy history() {
        return settings.history();
    }

    /** How much of a persistent pipeline is kept. */
    public Retention retention() {
        return settings.retention();
    }

    /** A name that nobody else can claim. */
    String uniqueName() {
        return name + "." + id.text().substring(0, 8);
    }

    PipelineEntry called(String other) {
        return new PipelineEntry(id, routeTag, other, kind, creator, opened, with, settings, renewals, complete);
    }

    /** The other end of a point-to-point pipeline, as {@code self} sees it. */
    public Optional<NodeId> other(NodeId self) {
        return with.map(end -> end.equals(self) ? creator : end);
    }
}
