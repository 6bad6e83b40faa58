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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * The pipelines of one network. When two statements claim one name, nobody keeps it: both get a suffix of their ids. Whoever publishes
 * by the plain name then gets an error, instead of speaking to readers somebody else has chosen.
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
        Map<String, List<PipelineEntry>> claims = new TreeMap<>();
        for (Membership.Statement statement : node.membership().statements(PipelineStatement.KIND)) {
            read(statement)
                    .ifPresent(entry -> claims.computeIfAbsent(entry.name(), first -> new ArrayList<>())
                            .add(entry));
        }
        claims.values().forEach(this::add);
    }

    private void add(List<PipelineEntry> ofOneName) {
        for (PipelineEntry claimed : ofOneName) {
            PipelineEntry entry = ofOneName.size() == 1 ? claimed : claimed.suffixed();
            byTag.put(entry.routeTag(), entry);
            byName.put(entry.name(), entry);
        }
    }

    private Optional<PipelineEntry> read(Membership.Statement statement) {
        try {
            PipelineStatement said = PipelineStatement.decode(statement.body());
            PipelineId id = idOf(statement);
            return Optional.of(
                    new PipelineEntry(id, tagOf(id), said.name(), said.kind(), statement.author(), said.with()));
        } catch (MalformedException nonsense) {
            // A member wrote nonsense: for everybody it is as if it had written nothing.
            return Optional.empty();
        }
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
