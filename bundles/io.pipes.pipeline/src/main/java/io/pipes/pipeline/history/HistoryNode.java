// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.live.Arrivals;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.LargeContents;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.publish.OpenPipeline;
import io.pipes.pipeline.publish.PacketSealer;
import io.pipes.pipeline.publish.PublishQueue;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The histories of all persistent pipelines of one network on one node. */
public final class HistoryNode implements Arrivals {
    private final NodeContext node;
    private final PipelineCatalog catalog;
    private final EpochBook book;
    private final EpochKeeper epochs;
    private final HybridClock clock;
    private final PacketSealer sealer;
    private final LargeContents large;
    private final HistoryListener listener;
    private final Cuts cuts;
    private final Forks forks;
    private final Cutter cutter;
    private final Ahead.Room room = new Ahead.Room();
    private final Map<Bytes, History> histories = new LinkedHashMap<>();

    public HistoryNode(
            NodeContext node,
            PipelineCatalog catalog,
            EpochBook book,
            EpochKeeper epochs,
            HybridClock clock,
            PacketSealer sealer,
            LargeContents large,
            HistoryListener listener) {
        this.large = large;
        this.node = node;
        this.catalog = catalog;
        this.book = book;
        this.epochs = epochs;
        this.clock = clock;
        this.sealer = sealer;
        this.listener = listener;
        cuts = new Cuts(node, catalog);
        forks = new Forks(node);
        cutter = new Cutter(node, cuts, new Ends());
    }

    /** Takes in what is said of a removed node; does nothing if a statement is about something else. */
    public void take(Membership.Statement statement) {
        if (cuts.take(statement)) {
            judgeAgain();
        }
    }

    /** Where what counts is something else than before, others are to know. */
    private void judge() {
        for (History history : histories.values()) {
            Bytes before = history.tree().root();
            history.judge();
            if (!history.tree().root().equals(before)) {
                listener.grown(history);
            }
        }
    }

    /** Opens the histories of all pipelines that the membership log names, and judges what there is by it. */
    public CompletionStage<Void> open() {
        cuts.reload();
        forks.judge();
        judge();
        look();
        List<CompletableFuture<Void>> opened = new ArrayList<>();
        // A store that fails is asked again; the node does not wait for it.
        catalog.all()
                .forEach(pipeline ->
                        opened.add(made(pipeline).exceptionally(failing -> null).toCompletableFuture()));
        return CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new));
    }

    /** A pipeline is there; if it is persistent, its history is kept from now on. */
    public CompletionStage<Void> made(PipelineEntry pipeline) {
        return pipeline.kind() == PipelineKind.PERSISTENT
                ? history(pipeline).load().thenRun(this::look)
                : CompletableFuture.completedFuture(null);
    }

    /** A pipeline has other settings than before. */
    public void changed(PipelineEntry pipeline) {
        Optional.ofNullable(histories.get(pipeline.routeTag())).ifPresent(history -> history.changed(pipeline));
    }

    /** Whether this node keeps a pipeline already. */
    public boolean keeps(PipelineEntry pipeline) {
        return histories.containsKey(pipeline.routeTag());
    }

    /** Who may publish has changed: what counts of whom may be something else. */
    public void judgeAgain() {
        judge();
        look();
    }

    /** Of whom something is to be said, once this node knows what it has. */
    private void look() {
        if (histories.values().stream().allMatch(History::isOpen)) {
            cutter.look();
        }
    }

    private History history(PipelineEntry pipeline) {
        return histories.computeIfAbsent(
                pipeline.routeTag(),
                none -> new History(
                        node, pipeline, !catalog.isFresh(pipeline), book, cuts, forks, room, clock, large, listener));
    }

    /** A pipeline for whoever uses it on this node. */
    public OpenPipeline pipeline(PipelineEntry pipeline) {
        History history = history(pipeline);
        history.load();
        HistoryOutlet outlet = new HistoryOutlet(node, history);
        PublishQueue queue = new PublishQueue(node, history::pipeline, epochs, sealer, outlet);
        return new PersistentPipeline(node, history, epochs, clock, queue, large);
    }

    /**
     * A pipeline that was live until now, for those who use it already.
     *
     * @param queue what was published and has not gone out yet; from now on it is kept
     */
    public OpenPipeline successor(PipelineEntry pipeline, PublishQueue queue) {
        History history = history(pipeline);
        history.load();
        queue.goOver(history::pipeline, new HistoryOutlet(node, history));
        return new PersistentPipeline(node, history, epochs, clock, queue, large);
    }

    /** Those that take packets now. */
    public Collection<History> histories() {
        return histories.values().stream().filter(History::isOpen).toList();
    }

    public Optional<History> find(Bytes routeTag) {
        return Optional.ofNullable(histories.get(routeTag)).filter(History::isOpen);
    }

    /** A history once it takes packets; empty if the membership log names no such persistent pipeline. */
    public Optional<CompletionStage<History>> opening(Bytes routeTag) {
        return Optional.ofNullable(histories.get(routeTag))
                .map(history -> history.load().thenApply(loaded -> history));
    }

    @Override
    public boolean knows(Packet packet) {
        return find(packet.header().routeTag())
                .filter(history -> history.knows(packet))
                .isPresent();
    }

    @Override
    public void take(Packet packet, NodeId from) {
        find(packet.header().routeTag()).ifPresent(history -> history.take(packet, from));
    }

    /** An epoch has become known: what waited for it may be taken. */
    public void retry() {
        histories.values().forEach(History::retry);
    }

    /** Completes when everything that was taken is durable; nothing may arrive any more. */
    public CompletionStage<Void> finish() {
        return CompletableFuture.allOf(histories.values().stream()
                .map(history -> history.finish().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** What the histories have of those who may not write any more. */
    private final class Ends implements Cutter.Ends {
        @Override
        public Set<Bytes> pipelines() {
            return histories.keySet();
        }

        @Override
        public PipelineId pipeline(Bytes tag) {
            return of(tag).pipeline().id();
        }

        @Override
        public Collection<NodeId> authors(Bytes tag) {
            return of(tag).chains().authors();
        }

        @Override
        public long end(NodeId author, Bytes tag) {
            return of(tag).chains().end(author);
        }

        @Override
        public CompletionStage<Optional<Cut>> by(NodeId author, Bytes tag, long wallMillis) {
            return of(tag).by(author, wallMillis);
        }

        private History of(Bytes tag) {
            return Objects.requireNonNull(histories.get(tag));
        }
    }
}
