// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes epochs and lets members into them, by recording statements in the membership log. */
final class EpochMinter {
    static final int SECRET_BYTES = 32;

    private final NodeContext node;
    private final EpochBook book;
    private final PipelineCatalog catalog;
    /** Box keys to which nothing can be boxed. */
    private final Set<Bytes> useless = new HashSet<>();

    /** Which epochs those that were made here replace. */
    private final Set<EpochId> replaced = new HashSet<>();

    EpochMinter(NodeContext node, EpochBook book, PipelineCatalog catalog) {
        this.node = node;
        this.book = book;
        this.catalog = catalog;
    }

    /** Whether a member has a box key, and none to which nothing could be boxed. */
    boolean canReach(Member member) {
        return !member.boxKey().isEmpty() && !useless.contains(member.boxKey());
    }

    /** A fresh secret for the readers, replacing all present tips, those first that this node can open: only they shut anything. */
    CompletionStage<Void> mint(PipelineEntry pipeline, Collection<Member> readers) {
        List<Epoch> tips = book.tips(pipeline).all();
        List<EpochId> parents =
                tips.stream().map(Epoch::id).limit(EpochStatement.MAX_PARENTS).toList();
        Set<NodeId> inside = new HashSet<>();
        tips.forEach(tip -> inside.addAll(tip.recipients(pipeline)));
        Grant fresh = new Grant(pipeline, Secret.random(node.randomness(), SECRET_BYTES), parents, List.of(), false);
        List<Member> readersBefore =
                readers.stream().filter(reader -> inside.contains(reader.id())).toList();
        List<Member> newcomers =
                readers.stream().filter(reader -> !inside.contains(reader.id())).toList();
        return record(fresh, readersBefore)
                .thenCompose(done -> record(fresh.with(earlier(pipeline, fresh.secret())), newcomers))
                .thenRun(() -> replaced.addAll(parents));
    }

    /** Whether an epoch that was made here while this node has run replaces this one. */
    boolean hasReplaced(EpochId epoch) {
        return replaced.contains(epoch);
    }

    /** The secret of an epoch this node can read, for members who lack it, and what of the past they may read. */
    CompletionStage<Void> grant(PipelineEntry pipeline, Secret secret, Collection<Member> newcomers) {
        return record(new Grant(pipeline, secret, List.of(), earlier(pipeline, secret), false), newcomers);
    }

    /**
     * Secrets that this node has boxed to members before, for the keys that they have now.
     *
     * @param secrets one at least; that of the first one's epoch says where the box belongs to
     */
    CompletionStage<Void> grantAgain(PipelineEntry pipeline, List<Secret> secrets, Collection<Member> members) {
        return record(
                new Grant(pipeline, secrets.get(0), List.of(), secrets.subList(1, secrets.size()), true), members);
    }

    /** The secrets of what was before that newcomers are given too. */
    private List<Secret> earlier(PipelineEntry pipeline, Secret present) {
        if (pipeline.kind() != PipelineKind.PERSISTENT || pipeline.history() instanceof HistoryPolicy.FromJoin) {
            return List.of();
        }
        long after = pipeline.history() instanceof HistoryPolicy.Window window
                ? node.clock().wallMillis() - window.length().toMillis()
                : 0;
        EpochId id = book.idOf(pipeline.id(), book.commitmentOf(pipeline.id(), present));
        return book.others(pipeline, id, after);
    }

    /**
     * What is boxed.
     *
     * @param parents which epochs this one replaces; none if it is there already
     * @param earlier secrets of epochs before it
     * @param again whether it is for who was given all of it before
     */
    private record Grant(
            PipelineEntry pipeline, Secret secret, List<EpochId> parents, List<Secret> earlier, boolean again) {
        Grant with(List<Secret> others) {
            return new Grant(pipeline, secret, parents, others, again);
        }

        Bytes plain() {
            ByteBuffer all =
                    ByteBuffer.allocate((1 + earlier.size()) * SECRET_BYTES).put(secret.bytes());
            earlier.forEach(other -> all.put(other.bytes()));
            return Bytes.wrap(all.array());
        }
    }

    private CompletionStage<Void> record(Grant grant, Collection<Member> recipients) {
        List<Member> left = new ArrayList<>(recipients);
        // Others may be at the same: who begins elsewhere does not do what they do.
        Collections.rotate(left, left.isEmpty() ? 0 : node.randomness().nextInt(left.size()));
        return recordPages(grant, left);
    }

    private CompletionStage<Void> recordPages(Grant grant, List<Member> left) {
        PipelineId pipeline = grant.pipeline().id();
        Bytes commitment = book.commitmentOf(pipeline, grant.secret());
        EpochId epoch = book.idOf(pipeline, commitment);
        Set<NodeId> inside = book.recipients(grant.pipeline(), epoch);
        // Its own box it needs after a restart, though it counts as inside.
        left.removeIf(member ->
                !grant.again() && inside.contains(member.id()) && !member.id().equals(node.id()));
        left.removeIf(member -> !mayRead(grant.pipeline(), member.id()));
        if (left.isEmpty() || hasChanged(grant)) {
            return CompletableFuture.completedFuture(null);
        }
        int count = EpochStatement.boxesAtOnce(1 + grant.earlier().size());
        List<Member> first = left.subList(0, Math.min(left.size(), count));
        List<Member> page = List.copyOf(first);
        first.clear();
        return boxes(pipeline, epoch, grant.plain(), page)
                .thenCompose(boxes -> {
                    if (hasChanged(grant)) {
                        return CompletableFuture.completedFuture(null);
                    }
                    page.stream()
                            .filter(member -> !boxes.containsKey(member.id()))
                            .forEach(member -> useless.add(member.boxKey()));
                    return record(new EpochStatement(
                            pipeline, commitment, book.minted(grant.pipeline(), epoch), grant.parents(), boxes));
                })
                .thenComposeAsync(done -> recordPages(grant, left), node.loop());
    }

    private boolean mayRead(PipelineEntry pipeline, NodeId member) {
        return node.membership().member(member).filter(pipeline::readableBy).isPresent();
    }

    /**
     * Settings that changed meanwhile may let nobody have what is granted, and a key that somebody has who was removed meanwhile is to be
     * given to nobody: whoever asked for it looks again. What members were given before that they may have.
     */
    private boolean hasChanged(Grant grant) {
        return !grant.again() && hasChangedFor(grant);
    }

    private boolean hasChangedFor(Grant grant) {
        return catalog.byId(grant.pipeline().id())
                .filter(present -> present.renewals().equals(grant.pipeline().renewals()))
                .filter(present -> book.isOnlyForReaders(present, epochOf(grant)))
                .isEmpty();
    }

    private EpochId epochOf(Grant grant) {
        PipelineId pipeline = grant.pipeline().id();
        return book.idOf(pipeline, book.commitmentOf(pipeline, grant.secret()));
    }

    private CompletionStage<Void> record(EpochStatement statement) {
        if (statement.boxes().isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return node.membership().record(EpochStatement.KIND, statement.encode()).thenAccept(book::take);
    }

    /** Boxes for a page of members take a worker's time, about a third of a millisecond each; the stage completes on the loop. */
    private CompletionStage<Map<NodeId, Bytes>> boxes(
            PipelineId pipeline, EpochId epoch, Bytes plain, List<Member> recipients) {
        return CompletableFuture.supplyAsync(() -> box(pipeline, epoch, plain, recipients), node.workers())
                .thenApplyAsync(boxes -> boxes, node.loop());
    }

    private Map<NodeId, Bytes> box(PipelineId pipeline, EpochId epoch, Bytes plain, List<Member> recipients) {
        Map<NodeId, Bytes> boxes = new TreeMap<>();
        for (Member member : recipients) {
            Bytes context = book.boxContext(pipeline, epoch, member.id());
            try {
                boxes.put(
                        member.id(),
                        node.suite().box(member.boxKey(), Label.EPOCH_BOX, context, plain, node.randomness()));
            } catch (MalformedException badKey) {
                // A member with a useless key shuts itself out, until it has another one; the others must not suffer.
                continue;
            }
        }
        return boxes;
    }
}
