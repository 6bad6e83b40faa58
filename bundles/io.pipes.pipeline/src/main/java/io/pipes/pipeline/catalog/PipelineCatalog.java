// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.PipesException;
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
import java.util.HashMap;
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
    /** So many pipelines a network may have, and so many of them one node may make. */
    static final int MAX = 4_096;

    static final int MAX_OF_ONE = 256;

    private final NodeContext node;
    private final Map<String, List<PipelineEntry>> claims = new HashMap<>();
    private final Map<NodeId, Integer> made = new HashMap<>();
    private final Map<Bytes, PipelineEntry> byTag = new LinkedHashMap<>();
    private final Map<String, PipelineEntry> byName = new TreeMap<>();

    public PipelineCatalog(NodeContext node) {
        this.node = node;
    }

    /** Records a pipeline; the entry is there when the stage completes. */
    public CompletionStage<PipelineEntry> create(PipelineStatement wish) {
        return node.membership().record(PipelineStatement.KIND, wish.encode()).thenApply(statement -> {
            take(statement);
            PipelineEntry made = byTag.get(tagOf(idOf(statement)));
            if (made == null) {
                throw new PipesException(
                        PipesException.Code.REFUSED,
                        "A node may make " + MAX_OF_ONE + " pipelines, and a network may have " + MAX + ".");
            }
            return made;
        });
    }

    /** Takes a new pipeline in; empty if the statement is about something else, known, or one too many. */
    public Optional<PipelineEntry> take(Membership.Statement statement) {
        if (!statement.kind().equals(PipelineStatement.KIND)) {
            return Optional.empty();
        }
        return read(statement).filter(this::hasRoom).map(this::add);
    }

    /** Reads the log, from the beginning: an operation in it may have lost its validity. */
    public void reload() {
        byTag.clear();
        byName.clear();
        claims.clear();
        made.clear();
        node.membership().statements(PipelineStatement.KIND).forEach(this::take);
    }

    /** Beyond the limits it is as if nothing had been said; those that count are the first ones in the log. */
    private boolean hasRoom(PipelineEntry entry) {
        return !byTag.containsKey(entry.routeTag())
                && byTag.size() < MAX
                && made.getOrDefault(entry.creator(), 0) < MAX_OF_ONE;
    }

    private PipelineEntry add(PipelineEntry claimed) {
        made.merge(claimed.creator(), 1, Integer::sum);
        List<PipelineEntry> ofOneName = claims.computeIfAbsent(claimed.name(), first -> new ArrayList<>());
        ofOneName.add(claimed);
        if (ofOneName.size() == 1) {
            put(claimed);
        } else {
            byName.remove(claimed.name());
            ofOneName.forEach(one -> put(one.suffixed()));
        }
        return byTag.get(claimed.routeTag());
    }

    private void put(PipelineEntry entry) {
        byTag.put(entry.routeTag(), entry);
        byName.put(entry.name(), entry);
    }

    private Optional<PipelineEntry> read(Membership.Statement statement) {
        try {
            PipelineStatement said = PipelineStatement.decode(statement.body());
            PipelineId id = idOf(statement);
            return Optional.of(new PipelineEntry(
                    id,
                    tagOf(id),
                    said.name(),
                    said.kind(),
                    statement.author(),
                    said.with(),
                    said.history(),
                    said.retention()));
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

    public Optional<PipelineEntry> byId(PipelineId id) {
        return byTag(tagOf(id));
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
