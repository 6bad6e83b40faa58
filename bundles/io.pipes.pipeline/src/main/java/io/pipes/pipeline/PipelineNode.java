// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.archive.Archives;
import io.pipes.pipeline.blob.BlobNode;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.EpochBook;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.HistoryListener;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.pipeline.live.LiveNode;
import io.pipes.pipeline.live.SharedPackets;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.publish.InOrder;
import io.pipes.pipeline.publish.OpenPipeline;
import io.pipes.pipeline.publish.PacketSealer;
import io.pipes.pipeline.sync.Sync;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Pipelines on one node: puts their parts together and listens to the membership log for them. */
final class PipelineNode implements MembershipListener {
    private final NodeContext node;
    private final PipelineCatalog catalog;
    private final EpochBook book;
    private final EpochKeeper epochs;
    private final BlobNode blobs;
    private final HistoryNode history;
    private final LiveNode live;
    private final Sync sync;
    private final NetworkPipelines pipelines;
    /** Who was removed since this began. */
    private final Set<NodeId> left = new HashSet<>();

    /**
     * @param shared what all nodes of this process have
     * @param memberBytes how much contents of one other member's messages may take without anybody having asked for them
     */
    PipelineNode(NodeContext node, SharedPackets shared, long memberBytes) {
        this.node = node;
        catalog = new PipelineCatalog(node);
        book = new EpochBook(node);
        epochs = new EpochKeeper(node, book, catalog);
        HybridClock clock = new HybridClock(node.clock());
        PacketSealer sealer = new PacketSealer(node, clock, new InOrder(node.workers()));
        blobs = new BlobNode(node, memberBytes);
        history = new HistoryNode(node, catalog, book, epochs, clock, sealer, blobs, new Spread());
        live = new LiveNode(node, shared, catalog, book, epochs, clock, sealer, history, this::pump);
        sync = new Sync(node, history);
        pipelines = new NetworkPipelines(node, catalog, epochs, this::opened, new Archives(node, history, blobs));
    }

    private OpenPipeline opened(PipelineEntry entry) {
        return entry.kind() == PipelineKind.PERSISTENT ? history.pipeline(entry) : live.pipeline(entry);
    }

    /**
     * Takes over what a predecessor left in the store, for {@link #begin}; nothing may arrive before this completes.
     *
     * @param process tells this process from others
     */
    CompletionStage<Void> load(String process) {
        return live.load(process).thenCompose(loaded -> blobs.load()).thenCompose(loaded -> book.load());
    }

    /** Reads the membership log; what follows is heard. */
    CompletionStage<Void> readLog() {
        catalog.reload();
        book.reload();
        catalog.all().forEach(this::present);
        look();
        return history.open();
    }

    LocalPipelines facet() {
        return pipelines;
    }

    /** Whether those who listened to a predecessor in this process are back. */
    boolean subscribersAreBack() {
        return live.subscribersAreBack();
    }

    /** Lets packets in and out; those that publishers handed in before have waited. */
    void begin() {
        node.beforeBoxKeysGo(book::opened);
        node.links().handle(live.protocol(), live.handler());
        node.links().handle(Sync.PROTOCOL, sync);
        blobs.speak();
        live.begin();
    }

    private void pump() {
        pipelines.pump();
    }

    /** Who was removed once is back because the removal does not count any more, and with it what else rested on it. */
    @Override
    public void joined(Member member) {
        if (left.remove(member.id())) {
            readLog();
        } else {
            look();
        }
    }

    /** Another role may take away, or give back, what was said at the same time. */
    @Override
    public void changed(Member before, Member now) {
        if (now.id().equals(node.id())) {
            history.retry();
        }
        if (before.role() == now.role()) {
            look();
        } else {
            readLog();
        }
    }

    @Override
    public void outdated(Member member) {
        epochs.outdated(member);
    }

    @Override
    public void removed(Member member) {
        if (member.id().equals(node.id())) {
            PipesException removed = new PipesException(
                    PipesException.Code.REVOKED,
                    "This node was removed from the network. Ask an admin for a new invitation.");
            pipelines.opened().forEach(pipeline -> pipeline.queue().failAll(removed));
        }
        left.add(member.id());
        readLog();
    }

    /** What was said of pipelines by who is gone already may not count any more, since another one had removed it earlier. */
    @Override
    public void voided() {
        readLog();
    }

    @Override
    public void stated(Membership.Statement statement) {
        history.take(statement);
        catalog.takeSettings(statement).ifPresent(this::changed);
        Optional<PipelineEntry> made = catalog.take(statement);
        if (made.filter(catalog::isBack).isPresent()) {
            readLog();
        }
        Optional<PipelineEntry> spokenOf = book.take(statement).flatMap(catalog::byId);
        if (made.isPresent() || spokenOf.isPresent()) {
            live.retry();
            history.retry();
            made.ifPresent(epochs::check);
            spokenOf.ifPresent(epochs::check);
            made.ifPresent(history::made);
            made.ifPresent(entry -> pipelines.tellChanges());
            pump();
        }
    }

    @Override
    public void cameVoid(Membership.Statement statement) {
        catalog.takeVoidSettings(statement).ifPresent(this::changed);
        if (book.takeVoid(statement).isPresent()) {
            history.retry();
        }
    }

    private void changed(PipelineEntry pipeline) {
        if (!history.keeps(pipeline)) {
            history.made(pipeline);
        }
        present(pipeline);
        history.judgeAgain();
        live.retry();
        history.retry();
        epochs.check(pipeline);
        pipelines.tellChanges();
    }

    /**
     * A pipeline is to be seen as it is now. Whether it has become persistent since it was opened is asked of what was opened: the log may
     * have been read as a whole since, and the history be there.
     */
    private void present(PipelineEntry pipeline) {
        if (pipeline.kind() == PipelineKind.PERSISTENT) {
            pipelines
                    .opened(pipeline)
                    .filter(opened -> !opened.present().keeps())
                    .ifPresent(opened -> keep(pipeline, opened));
        }
        history.changed(pipeline);
        pipelines.changed(pipeline);
    }

    /** What was live is kept from now on, also for those who use it already. */
    private void keep(PipelineEntry pipeline, ChangingPipeline opened) {
        OpenPipeline kept = history.successor(pipeline, opened.present().queue());
        live.goOn(pipeline, kept.messages(From.START));
        opened.become(kept);
    }

    /** A change of members may make an epoch usable, or none, and pipelines visible. */
    private void look() {
        catalog.all().forEach(epochs::check);
        pipelines.tellChanges();
        pump();
    }

    /** Lets what is under way end, then leaves to a successor what it must know. */
    CompletionStage<Void> finish(String process) {
        pipelines.stop();
        CompletableFuture<?>[] publishers = pipelines.opened().stream()
                .map(one -> one.finish().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(publishers)
                .thenCombine(live.settle(), (published, settled) -> settled)
                .thenCompose(done -> history.finish())
                .thenCompose(done -> {
                    epochs.stop();
                    sync.stop();
                    return blobs.stop();
                })
                .thenCompose(done -> live.finish(process));
    }

    /** What becomes of histories is for those who bring it to others. */
    private final class Spread implements HistoryListener {
        /** While peers cannot keep up with what is sent to them, they fetch it at their pace. */
        @Override
        public void published(Packet packet) {
            if (!live.blocked()) {
                live.spread(packet);
            }
        }

        @Override
        public void opened(History opened) {
            sync.opened(opened);
            blobs.opened(opened);
        }

        @Override
        public void grown(History grown) {
            sync.grown(grown);
            blobs.grown(grown);
        }

        @Override
        public void lacks(History lacking, NodeId author, long upTo, NodeId peer) {
            sync.lacks(lacking, author, upTo, peer);
        }

        @Override
        public void damaged(History damaged) {
            sync.damaged(damaged);
        }

        @Override
        public void awaited(History awaited) {
            sync.awaited(awaited);
        }

        @Override
        public SyncProgress progress(History history) {
            return sync.progress(history);
        }

        @Override
        public CompletionStage<Void> preview(History history, int count) {
            return sync.preview(history, count);
        }

        @Override
        public void roomToWrite() {
            pump();
        }
    }
}
