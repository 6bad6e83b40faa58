// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.spi.local.AwaitedCopies;
import io.pipes.spi.loop.Loop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Who waits until peers have made packets of this node durable too, and what these have said of it. Nobody is asked while nobody waits; then
 * each peer is asked about the last packet that is waited for, since it has those before it as well. Lives on the node's loop.
 */
public final class Confirmations {
    private static final String IN_TIME = " in time";
    private static final String REPLACED = ", and the pipeline feature is being replaced";

    private final Loop loop;
    private final Runnable awaited;
    private final List<Wait> waits = new ArrayList<>();
    /** Up to which number each peer has stored the packets of this node. */
    private final Map<NodeId, Long> stored = new HashMap<>();
    /** About which one each has answered last, whether it has it or something else. */
    private final Map<NodeId, Long> answered = new HashMap<>();

    /** @param awaited runs when somebody begins to wait */
    Confirmations(Loop loop, Runnable awaited) {
        this.loop = loop;
        this.awaited = awaited;
    }

    private record Wait(ChainPlace packet, AwaitedCopies copies, CompletableFuture<Integer> enough, Cancellable timer) {
        int wanted() {
            return copies.wanted().nodes();
        }
    }

    /**
     * Waits for peers.
     *
     * @param packet of this node, durable here
     * @param copies hears how many nodes have it
     * @return completes with how many that are when they are enough or nobody waits any more; fails with {@code TOO_FEW_COPIES}
     */
    CompletionStage<Integer> await(ChainPlace packet, AwaitedCopies copies) {
        CompletableFuture<Integer> enough = new CompletableFuture<>();
        Cancellable timer =
                loop.schedule(copies.wanted().patience(), () -> giveUp(wait -> wait.enough() == enough, IN_TIME));
        Wait wait = new Wait(packet, copies, enough, timer);
        copies.found(count(wait));
        if (isEnough(wait)) {
            goOn(wait);
        } else {
            waits.add(wait);
            awaited.run();
            copies.whenGivenUp(() -> loop.execute(() -> letGo(wait)));
        }
        return enough;
    }

    /** The packet that a peer is to be asked about; empty if nobody waits for what it says. */
    public Optional<ChainPlace> wanted(NodeId peer) {
        return waits.stream()
                .map(Wait::packet)
                .max(Comparator.comparingLong(ChainPlace::seq))
                .filter(packet -> packet.seq() > answered.getOrDefault(peer, 0L));
    }

    /**
     * What a peer answers.
     *
     * @param seq the number of the packet that it was asked about
     * @param here whether it has it
     */
    public void heard(NodeId peer, long seq, boolean here) {
        if (!waits.isEmpty()) {
            answered.merge(peer, seq, Math::max);
            if (here) {
                stored.merge(peer, seq, Math::max);
            }
            settle();
        }
    }

    /** Lets those go on for whom it is enough. */
    private void settle() {
        waits.forEach(wait -> wait.copies().found(count(wait)));
        take(this::isEnough).forEach(this::goOn);
        forgetIfIdle();
    }

    private void letGo(Wait one) {
        take(wait -> wait.enough() == one.enough()).forEach(this::goOn);
        forgetIfIdle();
    }

    private List<Wait> take(Predicate<Wait> which) {
        List<Wait> taken = new ArrayList<>();
        waits.removeIf(wait -> which.test(wait) && taken.add(wait));
        return taken;
    }

    private boolean isEnough(Wait wait) {
        return count(wait) >= wait.wanted();
    }

    private void goOn(Wait wait) {
        wait.timer().cancel();
        wait.enough().complete(count(wait));
    }

    private int count(Wait wait) {
        long others = stored.values().stream()
                .filter(seq -> seq >= wait.packet().seq())
                .count();
        return 1 + (int) others;
    }

    private void giveUp(Predicate<Wait> which, String why) {
        take(which).forEach(wait -> {
            wait.timer().cancel();
            wait.enough().completeExceptionally(tooFew(count(wait), wait.wanted(), why));
        });
        forgetIfIdle();
    }

    private static PipesException tooFew(int nodes, int wanted, String why) {
        return new PipesException(
                PipesException.Code.TOO_FEW_COPIES,
                "The message is published and stored at " + nodes + " of " + wanted + " nodes" + why
                        + ". Do not publish it again: others get it when they are there.");
    }

    /** What peers have said grows old: who waits next asks them anew. */
    private void forgetIfIdle() {
        if (waits.isEmpty()) {
            stored.clear();
            answered.clear();
        }
    }

    /** Nobody is asked any more. */
    void close() {
        giveUp(wait -> true, REPLACED);
    }
}
