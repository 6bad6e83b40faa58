// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.packet.RouteTag;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * The pipelines of one network. Two members may choose one name at the same time: the statement that comes first in the log's
 * causal order (ties by id) keeps it, the other gets a suffix, so every node calls both the same.
 */
public final class PipelineCatalog {
    private final NodeContext node;
    private final Map<Bytes, PipelineEntry> byTag = new LinkedHashMap<>();
    private final Map<String, PipelineEntry> byName = new TreeMap<>();

    public PipelineCatalog(NodeContext node) {
        this.node = node;
        reload();
    }

    /** Records a pipeline; the entry is there when the stage completes. */
    public CompletionStage<PipelineEntry> create(String name, PipelineKind kind, Optional<NodeId> with) {
        Bytes body = new PipelineStatement(name, kind, with).encode();
        return node.membership().record(PipelineStatement.KIND, body).thenApply(statement -> {
            reload();
            return byTag.get(tagOf(idOf(statement)));
        });
    }

    /** Whether the statement concerns this catalog; reads the log again if so. */
    public boolean take(Membership.Statement statement) {
        if (!statement.kind().equals(PipelineStatement.KIND)) {
            return false;
        }
        reload();
        return true;
    }

    private void reload() {
        byTag.clear();
        byName.clear();
        node.membership().statements(PipelineStatement.KIND).forEach(this::add);
    }

    private void add(Membership.Statement statement) {
        try {
            PipelineStatement said = PipelineStatement.decode(statement.body());
            PipelineId id = idOf(statement);
            PipelineEntry entry = new PipelineEntry(
                    id, tagOf(id), free(said.name(), id), said.kind(), statement.author(), said.with());
            byTag.put(entry.routeTag(), entry);
            byName.put(entry.name(), entry);
        } catch (MalformedException nonsense) {
            // A member wrote nonsense: for everybody it is as if it had written nothing.
            return;
        }
    }

    private String free(String name, PipelineId id) {
        return byName.containsKey(name) ? name + "." + id.text().substring(0, 8) : name;
    }

    private PipelineId idOf(Membership.Statement statement) {
        return PipelineId.of(
                node.suite().hash(Label.PIPELINE.bytes(), statement.id().bytes()));
    }

    private Bytes tagOf(PipelineId id) {
        return RouteTag.of(node.suite(), node.network(), id);
    }

    public Optional<PipelineEntry> byTag(Bytes tag) {
        return Optional.ofNullable(byTag.get(tag));
    }

    public Optional<PipelineEntry> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All pipelines in order of name. */
    public Collection<PipelineEntry> all() {
        return byName.values();
    }
}
