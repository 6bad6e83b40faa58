// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.sync.RunCheck;
import io.pipes.spi.node.NodeContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes packets out of an archive as if a peer had sent them, and says what became of each. */
final class RunIntake {
    private final NodeContext node;
    private final RunCheck check;
    private final Count count;
    private @Nullable NodeId author;

    RunIntake(NodeContext node, Count count) {
        this.node = node;
        this.count = count;
        check = new RunCheck(node);
    }

    /** Completes when all of it that was taken is durable. */
    CompletionStage<Void> take(ArchivePart.Run run, History history) {
        Optional<Bytes> key = node.membership().authorKey(run.author());
        if (key.isEmpty()) {
            count.refuse(run.packets().size(), "packets of a node that never might write here");
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.supplyAsync(() -> checked(run, history, key.get()), node.workers())
                .thenComposeAsync(packets -> take(packets, history), node.loop());
    }

    /** On a worker. What is spoiled says nothing about what others have signed, but this file is no good any more. */
    private List<Packet> checked(ArchivePart.Run run, History history, Bytes key) {
        try {
            return check.check(history.routeTag(), run.author(), run.packets(), key);
        } catch (MalformedException spoiled) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The archive cannot be read on: " + spoiled.reason() + ". What was taken before stays.");
        }
    }

    private CompletionStage<Void> take(List<Packet> packets, History history) {
        if (!history.isOpen()) {
            throw new PipesException(
                    PipesException.Code.BUSY, "The pipeline is being replaced. Import again: what was taken stays.");
        }
        NodeId of = packets.get(0).header().author();
        if (!of.equals(author)) {
            // Only where an author begins may others before be missing: whoever exported it did not keep them.
            history.mayJump(of, packets.get(0).header().seq());
            author = of;
        }
        long before = history.last(of);
        long restored =
                packets.stream().filter(packet -> isDamaged(history, packet)).count();
        boolean different = history.take(packets, node.id()) == History.Taken.DIFFERENT;
        long last = history.last(of);
        long known = count(packets, 0, before) - restored;
        long taken = count(packets, before, last) + restored;
        return history.durable().thenRun(() -> {
            count.known(known);
            count.packets(taken);
            if (known + taken < packets.size()) {
                count.refuse(
                        packets.size() - known - taken,
                        different
                                ? "packets that do not continue what is here"
                                : "packets beyond what counts of a node that may not write any more");
            }
        });
    }

    private static boolean isDamaged(History history, Packet packet) {
        long seq = packet.header().seq();
        return history.damaged(packet.header().author(), seq, seq).isPresent();
    }

    private static long count(List<Packet> packets, long above, long upTo) {
        return packets.stream()
                .mapToLong(packet -> packet.header().seq())
                .filter(seq -> seq > above && seq <= upTo)
                .count();
    }
}
