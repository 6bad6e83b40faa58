// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Sees to it that each pipeline has an epoch that exactly its present readers can open: mints one when somebody who was let in may
 * no longer read, and lets newcomers in.
 *
 * <p>Any writer who reads can do so; to keep them from all doing it at once, each waits a while ({@link FeedbackTimer}) and looks again
 * before it acts. If fewer are missing by then, somebody is at it, and it waits once more: an epoch of many readers comes in many
 * statements.
 */
public final class EpochKeeper {
    private static final Duration AT_LEAST = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /**
     * How long a good epoch that this node was not let into is waited for, and somebody who lets the others in: then this node acts all
     * the same, for it may be meant to hinder.
     */
    static final Duration FOREIGN_PATIENCE = Duration.ofSeconds(10);

    /** How long who took another one's place leaves epochs to others, so that it is let in by them. */
    private static final Duration SUCCESSOR_PATIENCE = Duration.ofSeconds(4);

    private final NodeContext node;
    private final EpochBook book;
    private final PipelineCatalog catalog;
    private final EpochMinter minter;
    private final StaleBoxes stale;
    private final Map<PipelineId, Plan> planned = new HashMap<>();

    /**
     * To act on what a pipeline lacks.
     *
     * @param begun since when it lacks something
     * @param missing how many could not read it when this was planned
     */
    private record Plan(Cancellable timer, long begun, int missing) {}

    public EpochKeeper(NodeContext node, EpochBook book, PipelineCatalog catalog) {
        this.node = node;
        this.book = book;
        this.catalog = catalog;
        minter = new EpochMinter(node, book, catalog);
        stale = new StaleBoxes(node, book, catalog, minter, this::mayMint);
    }

    public Optional<Epoch> usable(PipelineEntry pipeline) {
        return book.usable(pipeline);
    }

    /** Whether all who can open the epoch may read the pipeline now. */
    public boolean mayRead(PipelineEntry pipeline, Epoch epoch) {
        return book.isOnlyForReaders(pipeline, epoch.id());
    }

    /**
     * Looks whether the pipeline lacks something this node could give, and plans to give it. Its first epoch is the business of who made
     * it, or of who wants to publish there: nobody makes keys for pipelines that are only claimed.
     */
    public void check(PipelineEntry pipeline) {
        boolean begun = pipeline.creator().equals(node.id())
                || !book.tips(pipeline).all().isEmpty();
        // Looking who is missing costs as much as there are members: not while something is planned anyway.
        if (begun && !planned.containsKey(pipeline.id()) && lacksReaders(pipeline)) {
            need(pipeline);
        }
    }

    private boolean lacksReaders(PipelineEntry pipeline) {
        Optional<Epoch> usable = usable(pipeline);
        return usable.isEmpty()
                || !book.isRenewed(pipeline, usable.get())
                || isShutOut(pipeline)
                || !missing(pipeline, usable.get()).isEmpty();
    }

    /** As {@link #check}, for somebody who wants to publish there now. */
    public void need(PipelineEntry pipeline) {
        if (!planned.containsKey(pipeline.id()) && mayMint(pipeline)) {
            int missing = countMissing(pipeline);
            if (missing > 0) {
                plan(pipeline, delay(), node.clock().nanos(), missing);
            }
        }
    }

    /** Mints the first epoch of a pipeline this node has just made. */
    public CompletionStage<Void> begin(PipelineEntry pipeline) {
        return minter.mint(pipeline, reachableReaders(pipeline));
    }

    /** What this node has boxed to a member may be for a key that is gone; see {@link StaleBoxes}. */
    public void outdated(Member member) {
        stale.outdated(member.id());
    }

    public void stop() {
        stale.stop();
        planned.values().forEach(plan -> plan.timer().cancel());
        planned.clear();
    }

    private void plan(PipelineEntry pipeline, Duration delay, long begun, int missing) {
        planned.put(pipeline.id(), new Plan(node.loop().schedule(delay, () -> due(pipeline.id())), begun, missing));
    }

    /** Its settings may have changed since this was planned. */
    private void due(PipelineId id) {
        catalog.byId(id).ifPresentOrElse(this::due, () -> planned.remove(id));
    }

    private void due(PipelineEntry pipeline) {
        Plan plan = planned.get(pipeline.id());
        int missing = mayMint(pipeline) ? countMissing(pipeline) : 0;
        if (plan == null || missing == 0) {
            planned.remove(pipeline.id());
        } else if (isFresh(plan) && (missing < plan.missing() || isAwaited(pipeline))
                || isLeftToOthers(pipeline, plan)) {
            plan(pipeline, delay(), plan.begun(), missing);
        } else {
            act(pipeline);
        }
    }

    /**
     * Whoever took another one's place does not know what was minted since the backup: others let it in, and then it gets what came before.
     * With an epoch of its own it would be no newcomer to them.
     */
    private boolean isLeftToOthers(PipelineEntry pipeline, Plan plan) {
        return !node.predecessors().isEmpty()
                && node.membership().members().size() > 1
                && node.clock().nanos() - plan.begun() < SUCCESSOR_PATIENCE.toNanos()
                && book.tips(pipeline).all().stream()
                        .noneMatch(epoch -> epoch.recipients(pipeline).contains(node.id()));
    }

    private boolean isFresh(Plan plan) {
        return node.clock().nanos() - plan.begun() < FOREIGN_PATIENCE.toNanos();
    }

    private void act(PipelineEntry pipeline) {
        complete(pipeline).whenComplete((nothing, failure) -> node.loop().execute(() -> again(pipeline)));
    }

    /** Not all may have been let in: a key was bad, the record could not be made, or the settings changed meanwhile. */
    private void again(PipelineEntry acted) {
        if (planned.remove(acted.id()) != null) {
            catalog.byId(acted.id()).ifPresent(present -> again(acted, present));
        }
    }

    private void again(PipelineEntry acted, PipelineEntry present) {
        if (!present.renewals().equals(acted.renewals())) {
            check(present);
        } else if (mayMint(present)) {
            int missing = countMissing(present);
            if (missing > 0) {
                plan(present, AGAIN, node.clock().nanos(), missing);
            }
        }
    }

    private CompletionStage<Void> complete(PipelineEntry pipeline) {
        Optional<Epoch> usable = usable(pipeline);
        if (usable.isEmpty()
                || isOver(pipeline, usable.get())
                || isShutOut(pipeline)
                || pipeline.history() instanceof HistoryPolicy.FromJoin) {
            return minter.mint(pipeline, reachableReaders(pipeline));
        }
        return minter.grant(pipeline, usable.get().secret().orElseThrow(), missing(pipeline, usable.get()));
    }

    /** How many readers cannot open what would be published now: more than there are while nothing could be. */
    private int countMissing(PipelineEntry pipeline) {
        return usable(pipeline)
                .filter(epoch -> !isOver(pipeline, epoch) && !isShutOut(pipeline))
                .map(epoch -> missing(pipeline, epoch).size())
                .orElse(Integer.MAX_VALUE);
    }

    private boolean isOver(PipelineEntry pipeline, Epoch epoch) {
        return !book.isRenewed(pipeline, epoch) || isOlder(pipeline, epoch, 1);
    }

    /**
     * Whether somebody publishes where this node cannot read, though it was to: the box is for a key that is destroyed. An epoch that replaces
     * that one all can read. Once for each: who makes them up is answered no oftener.
     */
    private boolean isShutOut(PipelineEntry pipeline) {
        return book.shutTips(pipeline).stream().anyMatch(tip -> !minter.hasReplaced(tip));
    }

    /** Whether an epoch has lasted so many times as long as it should. */
    private boolean isOlder(PipelineEntry pipeline, Epoch epoch, int times) {
        return Lifetime.of(pipeline)
                .filter(lifetime -> isOlder(epoch, epoch.minted(pipeline), times, lifetime))
                .isPresent();
    }

    private boolean isOlder(Epoch epoch, long minted, int times, Duration time) {
        // Clocks that disagree must not make one epoch after the other.
        Duration least = time.compareTo(AT_LEAST) < 0 ? time : AT_LEAST;
        return node.clock().wallMillis() - minted > times * time.toMillis()
                && node.clock().nanos() - epoch.seenNanos() > least.toNanos();
    }

    /**
     * To be asked by who publishes under an epoch: it is followed by a fresh one when its time is over.
     *
     * @return whether its time was over long ago, or settings have changed, so that the fresh one should be waited for
     */
    public boolean isStale(PipelineEntry pipeline, Epoch epoch) {
        if (isOver(pipeline, epoch)) {
            need(pipeline);
        }
        return !book.isRenewed(pipeline, epoch) || isOlder(pipeline, epoch, 2);
    }

    /**
     * Whether there is nothing but a good epoch this node was not let into yet: its members will do so, a new one would only add to the
     * confusion.
     */
    private boolean isAwaited(PipelineEntry pipeline) {
        return usable(pipeline).isEmpty() && book.isLeftOut(pipeline);
    }

    private List<Member> missing(PipelineEntry pipeline, Epoch epoch) {
        Set<NodeId> inside = epoch.recipients(pipeline);
        return reachableReaders(pipeline).stream()
                .filter(member -> !inside.contains(member.id()))
                .toList();
    }

    /** Readers whose box key is known; the others are let in when it arrives. */
    private List<Member> reachableReaders(PipelineEntry pipeline) {
        return node.membership().members().stream()
                .filter(member -> pipeline.readableBy(member) && minter.canReach(member))
                .toList();
    }

    /** Whoever may say something in the log and read here, also where it may not publish: somebody has to let newcomers in. */
    private boolean mayMint(PipelineEntry pipeline) {
        return node.membership()
                .member(node.id())
                .filter(self -> self.role().atLeast(Role.WRITER) && pipeline.readableBy(self))
                .isPresent();
    }

    private Duration delay() {
        boolean admin = node.membership()
                .member(node.id())
                .filter(self -> self.role().atLeast(Role.ADMIN))
                .isPresent();
        return admin
                ? FeedbackTimer.ofAdmin(node.randomness())
                : FeedbackTimer.ofOther(node.membership().members().size(), node.randomness());
    }
}
