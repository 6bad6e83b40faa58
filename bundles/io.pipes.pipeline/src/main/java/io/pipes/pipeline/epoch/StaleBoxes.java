// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Cancellable;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Boxes once more what this node has boxed to keys that may be gone: it was apart from others for long and has made epochs meanwhile. What
 * was published under them they cannot read, though they count as recipients.
 *
 * <p>They are given what this node has boxed to them before and nothing else, and once for each epoch that is its newest: who announces key
 * after key is given no more.
 */
final class StaleBoxes {
    /** Of those who were apart one hears one after the other, and maybe first of keys that are not their newest. */
    private static final Duration GATHER = Duration.ofSeconds(5);

    private final NodeContext node;
    private final EpochBook book;
    private final PipelineCatalog catalog;
    private final EpochMinter minter;
    private final Predicate<PipelineEntry> mayGrant;
    private final Set<NodeId> outdated = new TreeSet<>();
    private long since;
    private @Nullable Cancellable timer;

    /** @param mayGrant whether this node may let others into epochs of a pipeline */
    StaleBoxes(
            NodeContext node,
            EpochBook book,
            PipelineCatalog catalog,
            EpochMinter minter,
            Predicate<PipelineEntry> mayGrant) {
        this.node = node;
        this.book = book;
        this.catalog = catalog;
        this.minter = minter;
        this.mayGrant = mayGrant;
    }

    /** What was boxed to a member until now may be for a key that is gone. */
    void outdated(NodeId member) {
        if (outdated.isEmpty()) {
            since = node.clock().nanos();
            timer = node.loop().schedule(GATHER, this::boxAgain);
        }
        outdated.add(member);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void boxAgain() {
        catalog.all().stream().filter(mayGrant).forEach(this::boxAgain);
        outdated.clear();
    }

    private void boxAgain(PipelineEntry pipeline) {
        List<Epoch> own = book.own(pipeline).stream()
                .filter(epoch -> epoch.seenNanos() <= since)
                .toList();
        Map<List<Epoch>, List<Member>> owed = new HashMap<>();
        for (NodeId id : outdated) {
            List<Epoch> given = own.stream()
                    .filter(epoch -> epoch.boxes(node.id(), id) > 0)
                    .limit(EpochStatement.MAX_SECRETS)
                    .toList();
            if (!given.isEmpty() && given.get(0).boxes(node.id(), id) == 1) {
                node.membership()
                        .member(id)
                        .ifPresent(member -> owed.computeIfAbsent(given, none -> new ArrayList<>())
                                .add(member));
            }
        }
        owed.forEach((epochs, members) -> minter.grantAgain(pipeline, secrets(epochs), members));
    }

    private static List<Secret> secrets(List<Epoch> epochs) {
        return epochs.stream().map(epoch -> epoch.secret().orElseThrow()).toList();
    }
}
