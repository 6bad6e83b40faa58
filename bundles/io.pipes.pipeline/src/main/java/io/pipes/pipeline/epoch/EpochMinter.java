// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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

    EpochMinter(NodeContext node, EpochBook book) {
        this.node = node;
        this.book = book;
    }

    /** A fresh secret for the readers, replacing all present tips. */
    CompletionStage<Void> mint(PipelineEntry pipeline, Collection<Member> readers) {
        List<EpochId> tips = book.tips(pipeline).stream()
                .map(Epoch::id)
                .limit(EpochStatement.MAX_PARENTS)
                .toList();
        Secret secret = Secret.random(node.randomness(), SECRET_BYTES);
        return record(pipeline, secret, tips, readers);
    }

    /** The secret of an epoch this node can read, for members who lack it. */
    CompletionStage<Void> grant(PipelineEntry pipeline, Secret secret, Collection<Member> newcomers) {
        return record(pipeline, secret, List.of(), newcomers);
    }

    private CompletionStage<Void> record(
            PipelineEntry pipeline, Secret secret, List<EpochId> parents, Collection<Member> recipients) {
        List<Member> left = new ArrayList<>(recipients);
        // Others may be at the same: who begins elsewhere does not do what they do.
        Collections.rotate(left, left.isEmpty() ? 0 : node.randomness().nextInt(left.size()));
        Bytes commitment = book.commitmentOf(pipeline.id(), secret);
        return recordPages(pipeline, commitment, secret, parents, left);
    }

    private CompletionStage<Void> recordPages(
            PipelineEntry pipeline, Bytes commitment, Secret secret, List<EpochId> parents, List<Member> left) {
        Set<NodeId> inside = book.recipients(pipeline, book.idOf(pipeline.id(), commitment));
        // Its own box it needs after a restart, though it counts as inside.
        left.removeIf(member -> inside.contains(member.id()) && !member.id().equals(node.id()));
        if (left.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Member> first = left.subList(0, Math.min(left.size(), EpochStatement.BOXES_AT_ONCE));
        List<Member> page = List.copyOf(first);
        first.clear();
        return boxes(pipeline.id(), commitment, secret, page)
                .thenCompose(boxes -> record(new EpochStatement(pipeline.id(), commitment, parents, boxes)))
                .thenComposeAsync(done -> recordPages(pipeline, commitment, secret, parents, left), node.loop());
    }

    private CompletionStage<Void> record(EpochStatement statement) {
        if (statement.boxes().isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return node.membership().record(EpochStatement.KIND, statement.encode()).thenAccept(book::take);
    }

    /** Boxes for a page of members take a worker's time, about a third of a millisecond each; the stage completes on the loop. */
    private CompletionStage<Map<NodeId, Bytes>> boxes(
            PipelineId pipeline, Bytes commitment, Secret secret, List<Member> recipients) {
        return CompletableFuture.supplyAsync(() -> box(pipeline, commitment, secret, recipients), node.workers())
                .thenApplyAsync(boxes -> boxes, node.loop());
    }

    private Map<NodeId, Bytes> box(PipelineId pipeline, Bytes commitment, Secret secret, List<Member> recipients) {
        EpochId epoch = book.idOf(pipeline, commitment);
        Map<NodeId, Bytes> boxes = new TreeMap<>();
        for (Member member : recipients) {
            Bytes context = book.boxContext(pipeline, epoch, member.id());
            try {
                Bytes plain = Bytes.copyOf(secret.bytes());
                boxes.put(
                        member.id(),
                        node.suite().box(member.boxKey(), Label.EPOCH_BOX, context, plain, node.randomness()));
            } catch (MalformedException badKey) {
                // A member with a useless key shuts itself out; the others must not suffer.
                continue;
            }
        }
        return boxes;
    }
}
