// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.Metadata;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.catalog.PipelineNames;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Why an application cannot have what it asks for of the pipelines of a network, in words for its user. */
final class Refusals {
    private final NodeContext node;
    private final PipelineCatalog catalog;
    private final Predicate<PipelineEntry> visible;

    /** @param visible whether this node may see a pipeline */
    Refusals(NodeContext node, PipelineCatalog catalog, Predicate<PipelineEntry> visible) {
        this.node = node;
        this.catalog = catalog;
        this.visible = visible;
    }

    Optional<PipesException> toCreate(
            String name, PipelineKind kind, Optional<NodeId> with, PipelineSettings settings) {
        return toCreate(name, kind, with)
                .or(() -> toKeep(kind, PipelineChange.to(settings)))
                .or(() -> toMake(name));
    }

    private Optional<PipesException> toCreate(String name, PipelineKind kind, Optional<NodeId> with) {
        if (!PipelineNames.valid(name)) {
            return badName();
        }
        if (with.isPresent() != (kind == PipelineKind.POINT_TO_POINT)) {
            return no(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A point-to-point pipeline needs its other node (--with NODE), and only such a pipeline has one.");
        }
        if (with.isPresent()
                && (with.get().equals(node.id())
                        || node.membership().member(with.get()).isEmpty())) {
            return no(PipesException.Code.NOT_FOUND, "The other end must be another member of this network.");
        }
        return catalog.isTaken(name)
                ? no(
                        PipesException.Code.ALREADY_EXISTS,
                        "This network has a pipeline '" + name + "' already. Choose another name.")
                : Optional.empty();
    }

    private static Optional<PipesException> badName() {
        return no(
                PipesException.Code.INVALID_ARGUMENT,
                "A pipeline's name has 1 to 64 characters of a-z, 0-9, '.', '_' and '-'.");
    }

    /** Who opens a pipeline on every node begins on those that may only read as well. */
    private Optional<PipesException> toMake(String name) {
        return self().filter(self -> self.role().atLeast(Role.WRITER)).isPresent()
                ? Optional.empty()
                : no(
                        PipesException.Code.DENIED,
                        "This node has not heard of a pipeline '" + name
                                + "', and only members of role writer or above make"
                                + " one. Try again when one of them has.");
    }

    private Optional<Member> self() {
        return node.membership().member(node.id());
    }

    /** @param name one that leads to no pipeline which this node may see */
    Optional<PipesException> toOpen(String name, PipelineKind kind) {
        if (kind == PipelineKind.POINT_TO_POINT) {
            return no(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A point-to-point pipeline has two ends and is not opened by its name alone. Create it with its"
                            + " other node.");
        }
        if (catalog.isTaken(name)) {
            return no(
                    PipesException.Code.DENIED,
                    "The pipeline '" + name + "' of this network is not for this node. Choose another name, or ask an"
                            + " admin.");
        }
        return PipelineNames.valid(name) ? toMake(name) : badName();
    }

    Optional<PipesException> toChange(PipelineEntry entry, PipelineChange change) {
        return toChange(entry).or(() -> nonsense(entry, change));
    }

    private Optional<PipesException> toChange(PipelineEntry entry) {
        if (self().filter(self -> PipelineCatalog.mayChange(entry, self)).isPresent()) {
            return Optional.empty();
        }
        return no(
                PipesException.Code.DENIED,
                entry.opened()
                        ? "'" + entry.name() + "' belongs to all who open it: members of role admin or above change it."
                        : "Only the node that made '" + entry.name()
                                + "', and members of role admin or above, change it.");
    }

    private static Optional<PipesException> nonsense(PipelineEntry entry, PipelineChange change) {
        if (change.persistent() && entry.kind() == PipelineKind.POINT_TO_POINT) {
            return no(
                    PipesException.Code.INVALID_ARGUMENT,
                    "'" + entry.name() + "' is a point-to-point pipeline, which keeps nothing. Make a persistent one.");
        }
        SortedSet<String> keys = new TreeSet<>(entry.settings().metadata().keySet());
        change.metadata().forEach((key, value) -> value.ifPresentOrElse(text -> keys.add(key), () -> keys.remove(key)));
        if (keys.size() > Metadata.MAX_ENTRIES) {
            return no(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A pipeline's metadata has at most " + Metadata.MAX_ENTRIES + " entries. Remove one first.");
        }
        return toKeep(change.persistent() ? PipelineKind.PERSISTENT : entry.kind(), change);
    }

    private static Optional<PipesException> toKeep(PipelineKind kind, PipelineChange change) {
        boolean keeping = change.history().isPresent() || change.retention().isPresent();
        return keeping && kind != PipelineKind.PERSISTENT
                ? no(
                        PipesException.Code.INVALID_ARGUMENT,
                        "Only a persistent pipeline has a history and keeps anything.")
                : Optional.empty();
    }

    /** Several pipelines that this node may see claim a name which none has. */
    Optional<PipesException> ambiguous(String name) {
        List<String> names = catalog.claiming(name).stream()
                .filter(visible)
                .map(PipelineEntry::name)
                .sorted()
                .toList();
        if (names.isEmpty() || names.contains(name)) {
            return Optional.empty();
        }
        return no(
                PipesException.Code.AMBIGUOUS,
                "Several pipelines claim the name '" + name
                        + "', since members made them without knowing of each other, so"
                        + " none has it. Say which one is meant by the name that it has now: "
                        + names.stream().collect(Collectors.joining("', '", "'", "'")) + ".");
    }

    static PipesException unknown(String name) {
        return new PipesException(PipesException.Code.NOT_FOUND, "This network has no pipeline '" + name + "'.");
    }

    private static Optional<PipesException> no(PipesException.Code code, String sentence) {
        return Optional.of(new PipesException(code, sentence));
    }
}
