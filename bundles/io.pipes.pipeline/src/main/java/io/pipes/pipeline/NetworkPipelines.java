// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.archive.Archives;
import io.pipes.pipeline.catalog.OpeningStatement;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
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
    private final Refusals refusals;
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
        refusals = new Refusals(node, catalog, this::visible);
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
            Optional<PipesException> refusal = refusals.toCreate(name, kind, with, settings);
            if (refusal.isPresent()) {
                return CompletableFuture.failedFuture(refusal.get());
            }
            return catalog.create(new PipelineStatement(name, kind, with, settings))
                    .thenCompose(entry -> epochs.begin(entry).thenApply(done -> pipeline(entry)));
        });
    }

    @Override
    public CompletionStage<LocalPipeline> open(String name, PipelineKind kind) {
        return OnLoop.compose(node.loop(), () -> {
            Optional<PipelineEntry> there = claimed(name);
            return there.isPresent()
                    ? CompletableFuture.completedFuture(pipeline(there.get()))
                    : refusals.toOpen(name, kind)
                            .<CompletionStage<LocalPipeline>>map(CompletableFuture::failedFuture)
                            .orElseGet(() -> begin(new OpeningStatement(name, kind)));
        });
    }

    /** Of those who open it at the same time the quickest mints its first epoch, and not each one. */
    private CompletionStage<LocalPipeline> begin(OpeningStatement opening) {
        return catalog.open(opening).thenApply(entry -> {
            epochs.need(entry);
            return pipeline(entry);
        });
    }

    @Override
    public CompletionStage<LocalPipeline> change(String name, PipelineChange change) {
        return OnLoop.compose(node.loop(), () -> {
            PipelineEntry entry = known(name);
            Optional<PipesException> refusal = refusals.toChange(entry, change);
            return refusal.isPresent()
                    ? CompletableFuture.failedFuture(refusal.get())
                    : catalog.change(entry, change).thenApply(this::pipeline);
        });
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
        Optional<LocalPipeline> pipeline = claimed(name).map(this::pipeline);
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
                node.loop(), () -> CompletableFuture.completedFuture(archives.exporting(known(name), contents)));
    }

    private PipelineEntry known(String name) {
        return claimed(name).orElseThrow(() -> Refusals.unknown(name));
    }

    /** The pipeline that has a name; of several that claim it none has, and which one is meant must be said. */
    private Optional<PipelineEntry> claimed(String name) {
        Optional<PipelineEntry> named = catalog.byName(name).filter(this::visible);
        if (named.isEmpty()) {
            refusals.ambiguous(name).ifPresent(failure -> {
                throw failure;
            });
        }
        return named;
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
