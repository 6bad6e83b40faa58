// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.api.network.Role;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Sees to it that each pipeline has an epoch that exactly its present readers can open: mints one when somebody who was let in may
 * no longer read, and lets newcomers in.
 *
 * <p>Anybody who may publish can do so; to keep them from all doing it at once, admins wait up to {@link #ADMIN_SPREAD}, others
 * between {@link #OTHERS_FROM} and {@link #OTHERS_UNTIL}, and look again before they act.
 */
public final class EpochKeeper {
    static final Duration ADMIN_SPREAD = Duration.ofMillis(50);
    static final Duration OTHERS_FROM = Duration.ofMillis(500);
    static final Duration OTHERS_UNTIL = Duration.ofMillis(2_000);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** How long a good epoch that this node was not let into is waited for; then a new one is made, for it may be meant to hinder. */
    static final Duration FOREIGN_PATIENCE = Duration.ofSeconds(10);

    private final NodeContext node;
    private final EpochBook book;
    private final EpochMinter minter;
    private final Map<PipelineId, Cancellable> planned = new HashMap<>();

    public EpochKeeper(NodeContext node, EpochBook book) {
        this.node = node;
        this.book = book;
        minter = new EpochMinter(node, book);
    }

    /** Nodes that may read the pipeline now. */
    public Set<NodeId> readers(PipelineEntry pipeline) {
        return node.membership().members().stream()
                .filter(pipeline::readableBy)
                .map(Member::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public Optional<Epoch> usable(PipelineEntry pipeline) {
        return book.usable(pipeline, readers(pipeline));
    }

    /** Whether all who can open the epoch may read the pipeline now. */
    public boolean mayRead(PipelineEntry pipeline, Epoch epoch) {
        return readers(pipeline).containsAll(book.recipients(pipeline, epoch));
    }

    /**
     * Looks whether the pipeline lacks something this node could give, and plans to give it. Its first epoch is the business of who made
     * it, or of who wants to publish there: nobody makes keys for pipelines that are only claimed.
     */
    public void check(PipelineEntry pipeline) {
        if (pipeline.creator().equals(node.id()) || !book.tips(pipeline).isEmpty()) {
            need(pipeline);
        }
    }

    /** As {@link #check}, for somebody who wants to publish there now. */
    public void need(PipelineEntry pipeline) {
        if (!planned.containsKey(pipeline.id()) && mayMint(pipeline) && isIncomplete(pipeline)) {
            plan(pipeline, delay());
        }
    }

    /** Mints the first epoch of a pipeline this node has just made. */
    public CompletionStage<Void> begin(PipelineEntry pipeline) {
        return minter.mint(pipeline, reachableReaders(pipeline));
    }

    public void stop() {
        planned.values().forEach(Cancellable::cancel);
        planned.clear();
    }

    private void plan(PipelineEntry pipeline, Duration delay) {
        planned.put(pipeline.id(), node.loop().schedule(delay, () -> act(pipeline)));
    }

    private void act(PipelineEntry pipeline) {
        CompletionStage<Void> done = mayMint(pipeline) ? complete(pipeline) : CompletableFuture.completedFuture(null);
        done.whenComplete((nothing, failure) -> node.loop().execute(() -> {
            if (planned.remove(pipeline.id()) != null && mayMint(pipeline) && isIncomplete(pipeline)) {
                plan(pipeline, AGAIN);
            }
        }));
    }

    private CompletionStage<Void> complete(PipelineEntry pipeline) {
        Optional<Epoch> usable = usable(pipeline);
        if (usable.isEmpty()) {
            return hasForeignTip(pipeline)
                    ? CompletableFuture.completedFuture(null)
                    : minter.mint(pipeline, reachableReaders(pipeline));
        }
        List<Member> missing = missing(pipeline, usable.get());
        return missing.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : minter.grant(pipeline.id(), usable.get().secret().orElseThrow(), missing);
    }

    private boolean isIncomplete(PipelineEntry pipeline) {
        Optional<Epoch> usable = usable(pipeline);
        return usable.isEmpty() || !missing(pipeline, usable.get()).isEmpty();
    }

    /** A good epoch this node was not let into yet: its members will do so, a new one would only add to the confusion. */
    private boolean hasForeignTip(PipelineEntry pipeline) {
        Set<NodeId> readers = readers(pipeline);
        long stale = node.clock().nanos() - FOREIGN_PATIENCE.toNanos();
        return book.tips(pipeline).stream()
                .anyMatch(epoch -> epoch.secret().isEmpty()
                        && epoch.seenNanos() - stale > 0
                        && readers.containsAll(book.recipients(pipeline, epoch)));
    }

    private List<Member> missing(PipelineEntry pipeline, Epoch epoch) {
        Set<NodeId> inside = book.recipients(pipeline, epoch);
        return reachableReaders(pipeline).stream()
                .filter(member -> !inside.contains(member.id()))
                .toList();
    }

    /** Readers whose box key is known; the others are let in when it arrives. */
    private List<Member> reachableReaders(PipelineEntry pipeline) {
        return node.membership().members().stream()
                .filter(member ->
                        pipeline.readableBy(member) && !member.boxKey().isEmpty())
                .toList();
    }

    private boolean mayMint(PipelineEntry pipeline) {
        return node.membership().member(node.id()).filter(pipeline::writableBy).isPresent();
    }

    private Duration delay() {
        boolean admin = node.membership()
                .member(node.id())
                .filter(self -> self.role().atLeast(Role.ADMIN))
                .isPresent();
        Duration from = admin ? Duration.ZERO : OTHERS_FROM;
        Duration until = admin ? ADMIN_SPREAD : OTHERS_UNTIL;
        int spread = (int) until.minus(from).toMillis();
        return from.plusMillis(node.randomness().nextInt(spread + 1));
    }
}
