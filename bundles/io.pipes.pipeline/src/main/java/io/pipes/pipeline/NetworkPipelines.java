// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.Metadata;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.archive.Archives;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.catalog.PipelineNames;
import io.pipes.pipeline.catalog.PipelineStatement;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.publish.OpenPipeline;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.node.NodeContext;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** The facet through which applications reach the pipelines of one network. */
final class NetworkPipelines implements LocalPipelines {
    private final NodeContext node;
    private final PipelineCatalog catalog;
    private final EpochKeeper epochs;
    private final Function<PipelineEntry, OpenPipeline> opening;
    private final Archives archives;
    private final PipelineChanges changes;
    private final Map<Bytes, ChangingPipeline> open = new LinkedHashMap<>();

    /** By name, what was found since something has changed: who publishes asks each time, and need not wait for the loop. Written on the loop. */
    private final Map<String, LocalPipeline> found = new ConcurrentHashMap<>();

    /** @param opening what to give to whoever asks for a pipeline the first time */
    NetworkPipelines(
            NodeContext node,
            PipelineCatalog catalog,
            EpochKeeper epochs,
            Function<PipelineEntry, OpenPipeline> opening,
            Archives archives) {
        this.node = node;
        this.catalog = catalog;
        this.epochs = epochs;
        this.opening = opening;
        this.archives = archives;
        changes = new PipelineChanges(
                node.loop(),
                id -> catalog.byId(id)
                        .filter(this::visible)
                        .map(entry -> pipeline(entry).info()));
    }

    @Override
    public CompletionStage<LocalPipeline> create(
            String name, PipelineKind kind, Optional<NodeId> with, PipelineSettings settings) {
        return OnLoop.compose(node.loop(), () -> {
            Optional<PipesException> refusal =
                    refusal(name, kind, with).or(() -> refusal(kind, PipelineChange.to(settings)));
            if (refusal.isPresent()) {
                return CompletableFuture.failedFuture(refusal.get());
            }
            return catalog.create(new PipelineStatement(name, kind, with, settings))
                    .thenCompose(entry -> epochs.begin(entry).thenApply(done -> pipeline(entry)));
        });
    }

    @Override
    public CompletionStage<LocalPipeline> change(String name, PipelineChange change) {
        return OnLoop.compose(node.loop(), () -> {
            PipelineEntry entry = catalog.byName(name).filter(this::visible).orElseThrow(() -> unknown(name));
            Optional<PipesException> refusal = refusal(entry).or(() -> refusal(entry, change));
            return refusal.isPresent()
                    ? CompletableFuture.failedFuture(refusal.get())
                    : catalog.change(entry, change).thenApply(this::pipeline);
        });
    }

    private Optional<PipesException> refusal(PipelineEntry entry) {
        boolean may = node.membership()
                .member(node.id())
                .filter(self -> PipelineCatalog.mayChange(entry, self))
                .isPresent();
        return may
                ? Optional.empty()
                : no(
                        PipesException.Code.DENIED,
                        "Only the node that made '" + entry.name()
                                + "', and members of role admin or above, change it.");
    }

    private static Optional<PipesException> refusal(PipelineEntry entry, PipelineChange change) {
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
        return refusal(change.persistent() ? PipelineKind.PERSISTENT : entry.kind(), change);
    }

    private static Optional<PipesException> refusal(PipelineKind kind, PipelineChange change) {
        boolean keeping = change.history().isPresent() || change.retention().isPresent();
        return keeping && kind != PipelineKind.PERSISTENT
                ? no(
                        PipesException.Code.INVALID_ARGUMENT,
                        "Only a persistent pipeline has a history and keeps anything.")
                : Optional.empty();
    }

    private Optional<PipesException> refusal(String name, PipelineKind kind, Optional<NodeId> with) {
        if (!PipelineNames.valid(name)) {
            return no(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A pipeline's name has 1 to 64 characters of a-z, 0-9, '.', '_' and '-'.");
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
        if (catalog.byName(name).isPresent()) {
            return no(
                    PipesException.Code.ALREADY_EXISTS,
                    "This network has a pipeline '" + name + "' already. Choose another name.");
        }
        return Optional.empty();
    }

    private static Optional<PipesException> no(PipesException.Code code, String sentence) {
        return Optional.of(new PipesException(code, sentence));
    }

    @Override
    public List<LocalPipeline> list() {
        return OnLoop.get(
                node.loop(),
                () -> catalog.all().stream()
                        .filter(this::visible)
                        .map(this::pipeline)
                        .toList());
    }

    @Override
    public Optional<LocalPipeline> find(String name) {
        return Optional.ofNullable(found.get(name)).or(() -> OnLoop.get(node.loop(), () -> look(name)));
    }

    private Optional<LocalPipeline> look(String name) {
        Optional<LocalPipeline> pipeline =
                catalog.byName(name).filter(this::visible).map(this::pipeline);
        pipeline.ifPresent(now -> found.put(name, now));
        return pipeline;
    }

    @Override
    public Flow.Publisher<PipelineInfo> changes() {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            node.loop()
                    .execute(() -> changes.add(
                            subscriber,
                            catalog.all().stream().filter(this::visible).toList()));
        };
    }

    /** Lets those who listen know what is other than before. */
    void tellChanges() {
        found.clear();
        if (changes.isWatched()) {
            catalog.all().stream().filter(this::visible).forEach(changes::look);
        }
    }

    void stop() {
        found.clear();
        changes.close();
    }

    @Override
    public CompletionStage<HistoryExport> exportHistory(String name, boolean contents) {
        return OnLoop.compose(
                node.loop(),
                () -> catalog.byName(name)
                        .filter(this::visible)
                        .map(entry -> CompletableFuture.completedFuture(archives.exporting(entry, contents)))
                        .orElseThrow(() -> unknown(name)));
    }

    private static PipesException unknown(String name) {
        return new PipesException(PipesException.Code.NOT_FOUND, "This network has no pipeline '" + name + "'.");
    }

    @Override
    public HistoryImport importHistory() {
        return archives.importing();
    }

    private boolean visible(PipelineEntry entry) {
        return node.membership().member(node.id()).filter(entry::readableBy).isPresent();
    }

    private LocalPipeline pipeline(PipelineEntry entry) {
        ChangingPipeline pipeline =
                open.computeIfAbsent(entry.routeTag(), none -> new ChangingPipeline(opening.apply(entry)));
        pipeline.present().changed(entry);
        return pipeline;
    }

    /** A pipeline has other settings than before. */
    void changed(PipelineEntry entry) {
        found.clear();
        opened(entry).ifPresent(pipeline -> pipeline.present().changed(entry));
    }

    /** A pipeline that somebody here uses; empty if nobody does. */
    Optional<ChangingPipeline> opened(PipelineEntry entry) {
        return Optional.ofNullable(open.get(entry.routeTag()));
    }

    /** Lets every publisher that waits look again. */
    void pump() {
        opened().forEach(pipeline -> pipeline.queue().pump());
    }

    Collection<OpenPipeline> opened() {
        return open.values().stream().map(ChangingPipeline::present).toList();
    }
}
