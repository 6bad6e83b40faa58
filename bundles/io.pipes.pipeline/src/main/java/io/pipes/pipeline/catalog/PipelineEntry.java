// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.node.Member;
import java.util.Optional;

/**
 * A pipeline as the network knows it.
 *
 * @param with the other end of a point-to-point pipeline
 * @param history what of a persistent pipeline's past a member who joins may read
 * @param retention how much of a persistent pipeline is kept
 */
public record PipelineEntry(
        PipelineId id,
        Bytes routeTag,
        String name,
        PipelineKind kind,
        NodeId creator,
        Optional<NodeId> with,
        HistoryPolicy history,
        Retention retention) {
    /** Whether the member may read what is published here. */
    public boolean readableBy(Member member) {
        return member.role().atLeast(Role.READER) && concerns(member.id());
    }

    /** Whether the member may publish here. */
    public boolean writableBy(Member member) {
        return member.role().atLeast(Role.WRITER) && concerns(member.id());
    }

    /** Whether the pipeline is any business of the node's; never changes. */
    public boolean concerns(NodeId node) {
        return with.isEmpty() || node.equals(creator) || node.equals(with.get());
    }

    /** The same under a name that nobody else can claim. */
    PipelineEntry suffixed() {
        String unique = name + "." + id.text().substring(0, 8);
        return new PipelineEntry(id, routeTag, unique, kind, creator, with, history, retention);
    }

    /** The other end of a point-to-point pipeline, as {@code self} sees it. */
    public Optional<NodeId> other(NodeId self) {
        return with.map(end -> end.equals(self) ? creator : end);
    }
}
