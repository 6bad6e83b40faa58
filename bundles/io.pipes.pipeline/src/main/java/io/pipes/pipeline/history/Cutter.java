// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.base.id.PipelineId;
import io.pipes.pipeline.epoch.FeedbackTimer;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where this node is an admin: says of nodes that may not write any more, in a pipeline or at all, which of their packets were here by
 * then, if nobody else has said so, or not as far. What came later does not count, even where nobody had heard yet.
 */
final class Cutter {
    /** What came here so long before this node heard of a change of settings is not touched by it, whatever time that claims. */
    private static final Duration BEHIND = Duration.ofHours(1);

    private final NodeContext node;
    private final Cuts cuts;
    private final Ends ends;
    private final Set<NodeId> planned = new HashSet<>();
    private final Set<Bytes> plannedPipelines = new HashSet<>();
    /** When this node heard of changes of settings, by its clock. */
    private final Map<OperationId, Long> heard = new HashMap<>();

    /** The pipelines that were looked at since this node began. */
    private final Set<Bytes> looked = new HashSet<>();

    /** What this node has. */
    interface Ends {
        /** The pipelines that it keeps, by route tag. */
        Set<Bytes> pipelines();

        PipelineId pipeline(Bytes tag);

        /** Of whom there are packets here, or were. */
        Collection<NodeId> authors(Bytes tag);

        /** Where the chain of a node ends here; 0 if there is none. */
        long end(NodeId author, Bytes tag);

        /**
         * The last packet of a node that had come here by a time.
         *
         * @param wallMillis by this node's clock
         */
        CompletionStage<Optional<Cut>> by(NodeId author, Bytes tag, long wallMillis);
    }

    Cutter(NodeContext node, Cuts cuts, Ends ends) {
        this.node = node;
        this.cuts = cuts;
        this.ends = ends;
    }

    /** Looks of whom something is to be said; not before this node knows all that it has. */
    void look() {
        if (isAdmin()) {
            Set<NodeId> former = new TreeSet<>();
            cuts.needed(ends.pipelines())
                    .forEach(
                            role -> former.addAll(node.membership().former(role).keySet()));
            former.forEach(this::check);
            ends.pipelines().forEach(this::checkPipeline);
        }
    }

    private void check(NodeId author) {
        if (!wanted(author).isEmpty() && planned.add(author)) {
            plan(() -> sayOfNode(author), () -> planned.remove(author));
        }
    }

    private void checkPipeline(Bytes tag) {
        noteHeard(tag);
        if (cuts.isRaised(tag) && !wanted(tag).isEmpty() && plannedPipelines.add(tag)) {
            plan(() -> sayOfPipeline(tag), () -> plannedPipelines.remove(tag));
        }
    }

    /** What somebody had settled before this node began stays so, also for those of whom something is to be said only later. */
    private void noteHeard(Bytes tag) {
        boolean first = looked.add(tag);
        for (Membership.Ending raise : cuts.raises(tag)) {
            boolean old = first && cuts.isSaidOfPipeline(raise);
            heard.putIfAbsent(
                    raise.operation(), old ? raise.wallMillis() : node.clock().wallMillis());
        }
    }

    /** What could not be recorded is tried again when it is looked at again. */
    private void plan(Supplier<CompletionStage<Void>> task, Runnable done) {
        node.loop()
                .schedule(
                        FeedbackTimer.ofAdmin(node.randomness()),
                        () -> (isAdmin() ? task.get() : CompletableFuture.<Void>completedFuture(null))
                                .whenComplete((said, failure) -> node.loop().execute(done)));
    }

    private boolean isAdmin() {
        return node.membership()
                .member(node.id())
                .filter(self -> self.role().atLeast(Role.ADMIN))
                .isPresent();
    }

    /** Of which ending of a node's right something is to be said; of one that may not write at all also where it has written nothing. */
    private Optional<Membership.Ending> wanted(NodeId author) {
        List<Membership.Ending> gone = node.membership().former(Role.WRITER).getOrDefault(author, List.of());
        Stream<Membership.Ending> unsaid = gone.stream().noneMatch(cuts::isSaid) ? gone.stream() : Stream.empty();
        Stream<Membership.Ending> behind = ends.pipelines().stream()
                .filter(tag -> isLonger(author, tag))
                .flatMap(tag -> cuts.endings(author, tag).stream());
        return Stream.concat(unsaid, behind).findFirst();
    }

    /** Whether the chain goes on here behind what was said. */
    private boolean isLonger(NodeId author, Bytes tag) {
        return ends.end(author, tag)
                > cuts.saidOfNode(author, tag).map(Cut::last).orElse(0L);
    }

    private CompletionStage<Void> sayOfNode(NodeId author) {
        Optional<Membership.Ending> wanted = wanted(author);
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Membership.Ending ending = wanted.get();
        TreeMap<Bytes, Cut> news = new TreeMap<>();
        CompletionStage<Void> found = CompletableFuture.completedFuture(null);
        for (Bytes tag : ends.pipelines()) {
            if (isLonger(author, tag)) {
                found = found.thenCompose(before -> ends.by(author, tag, ending.wallMillis()))
                        .thenAccept(end -> end.filter(cut -> cut.isBehind(cuts.saidOfNode(author, tag)))
                                .ifPresent(cut -> news.put(tag, cut)));
            }
        }
        return found.thenComposeAsync(
                done -> news.isEmpty() && cuts.isSaid(ending)
                        ? CompletableFuture.completedFuture(null)
                        : say(
                                news,
                                CutStatement.MAX_ENDS,
                                CutStatement.KIND,
                                page -> new CutStatement(author, ending.operation(), page).encode()),
                node.loop());
    }

    /** Members that lost the right to publish to a pipeline by changes of its settings, of whom something is to be said. */
    private Map<NodeId, Membership.Ending> wanted(Bytes tag) {
        Map<NodeId, Membership.Ending> wanted = new TreeMap<>();
        // Also nodes in whose place others were restored, and whose packets these stand for.
        Set<NodeId> authors = new TreeSet<>(ends.authors(tag));
        node.membership().members().forEach(member -> authors.add(member.id()));
        for (NodeId author : authors) {
            boolean writes = cuts.holder(author)
                    .filter(holder -> holder.role().atLeast(Role.WRITER))
                    .isPresent();
            Optional<Cut> said = cuts.saidOfPipeline(author, tag);
            boolean more = said.isEmpty() || ends.end(author, tag) > said.get().last();
            if (writes && more) {
                // Of several that do not know of each other the farthest end counts.
                cuts.raises(author, tag).stream()
                        .max(Comparator.comparing(Membership.Ending::wallMillis))
                        .ifPresent(raise -> wanted.put(author, raise));
            }
        }
        return wanted;
    }

    private CompletionStage<Void> sayOfPipeline(Bytes tag) {
        CompletionStage<Void> said = CompletableFuture.completedFuture(null);
        Map<Membership.Ending, Set<NodeId>> byRaise = new LinkedHashMap<>();
        wanted(tag)
                .forEach((author, raise) ->
                        byRaise.computeIfAbsent(raise, none -> new TreeSet<>()).add(author));
        for (Map.Entry<Membership.Ending, Set<NodeId>> one : byRaise.entrySet()) {
            said = said.thenCompose(before -> sayOfPipeline(tag, one.getKey(), one.getValue()));
        }
        return said;
    }

    private CompletionStage<Void> sayOfPipeline(Bytes tag, Membership.Ending raise, Set<NodeId> authors) {
        TreeMap<NodeId, Cut> news = new TreeMap<>();
        CompletionStage<Void> found = CompletableFuture.completedFuture(null);
        for (NodeId author : authors) {
            found = found.thenCompose(before -> ends.by(author, tag, until(raise)))
                    .thenAccept(end -> Optional.of(end.orElse(Cut.NOTHING))
                            .filter(cut -> cut.isBehind(cuts.saidOfPipeline(author, tag)))
                            .ifPresent(cut -> news.put(author, cut)));
        }
        return found.thenComposeAsync(
                done -> news.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : say(
                                news,
                                PipelineCutStatement.MAX_ENDS,
                                PipelineCutStatement.KIND,
                                page -> new PipelineCutStatement(ends.pipeline(tag), raise.operation(), page).encode()),
                node.loop());
    }

    /** Until when what came counts: whoever changes a pipeline must not hide what it likes by the time that it claims, or by a slow clock. */
    private long until(Membership.Ending raise) {
        long since = heard.getOrDefault(raise.operation(), raise.wallMillis());
        return Math.max(raise.wallMillis(), since - BEHIND.toMillis());
    }

    /** In as many statements as it takes; one also where there is nothing to name. */
    private <K> CompletionStage<Void> say(
            TreeMap<K, Cut> left, int most, String kind, Function<Map<K, Cut>, Bytes> encode) {
        Map<K, Cut> page = new TreeMap<>();
        while (page.size() < most && !left.isEmpty()) {
            Map.Entry<K, Cut> next = left.pollFirstEntry();
            page.put(next.getKey(), next.getValue());
        }
        return node.membership()
                .record(kind, encode.apply(page))
                .thenCompose(done ->
                        left.isEmpty() ? CompletableFuture.completedFuture(null) : say(left, most, kind, encode));
    }
}
