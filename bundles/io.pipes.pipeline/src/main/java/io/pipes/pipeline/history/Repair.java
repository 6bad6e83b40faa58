// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Finds what the disk has damaged of one history, and puts it back when it comes again. Lives on the node's loop. */
final class Repair {
    private final NodeContext node;
    private final HistoryStore store;
    private final Chains chains;
    private final Appender appender;
    private final BooleanSupplier confirmed;
    private final Listener listener;
    private final Holes holes = new Holes();
    private final Inspection inspection;
    private final Mending mending;
    private final DamageWatch watch;
    /** Completes when all that came again was handed to the disk, or was not what it is to be. */
    private CompletionStage<Void> handedIn = CompletableFuture.completedFuture(null);
    /** Whether it is written down that something is missing. */
    private boolean noted;

    private boolean stopped;

    /** Hears on the loop how it stands. */
    interface Listener {
        /** So many packets were found missing, some of them just now. */
        void found(int missing);

        /** Some packets are missing, or to be asked for all the same; said from time to time. */
        void missing();

        /** Everything is there again. */
        void mended();
    }

    /** @param confirmed whether nothing else is to be asked for from time to time */
    Repair(
            NodeContext node,
            HistoryStore store,
            Chains chains,
            Appender appender,
            BooleanSupplier confirmed,
            Listener listener) {
        this.confirmed = confirmed;
        this.node = node;
        this.store = store;
        this.chains = chains;
        this.appender = appender;
        this.listener = listener;
        inspection = new Inspection(store, chains, holes);
        mending = new Mending(node.suite(), store);
        watch = new DamageWatch(node.loop(), store::damaged, this::inspect, this::remind);
    }

    /** Reads whether something was missing when this node was stopped. */
    CompletionStage<Void> load() {
        return store.isDamageNoted().thenAccept(damaged -> noted = damaged);
    }

    /** Looks from time to time from now on. */
    void begin() {
        watch.begin(noted);
    }

    void stop() {
        stopped = true;
        watch.stop();
    }

    private CompletionStage<Void> inspect() {
        return inspection.run().thenRun(() -> {
            if (!holes.isEmpty() && !stopped) {
                listener.found(holes.size());
            }
            remind();
        });
    }

    private void remind() {
        note();
        if (!stopped && !(holes.isEmpty() && confirmed.getAsBoolean())) {
            listener.missing();
        }
    }

    /** What is missing is remembered also where the store does not know of it after the next start, because it was moved. */
    private void note() {
        boolean damaged = !holes.areFilled();
        if (!stopped && damaged != noted) {
            noted = damaged;
            store.noteDamage(damaged).whenComplete((written, failure) -> {
                if (failure != null) {
                    noted = !damaged;
                }
            });
        }
    }

    /** Somebody found that a packet is not there. */
    void miss(NodeId author, long seq) {
        if (seq >= chains.first(author) && seq <= chains.end(author)) {
            holes.add(author, seq);
        }
    }

    /** Whether nothing is damaged here, as far as is known. */
    boolean isWhole() {
        return !noted && holes.areFilled();
    }

    /** Whether a packet is damaged here, and has not come again. */
    boolean isMissing(NodeId author, long seq) {
        return holes.has(author, seq);
    }

    /** The first packets of an author that follow each other and are to be fetched, between two numbers. */
    Optional<Missing> first(NodeId author, long begin, long end) {
        return holes.first(author, begin, end);
    }

    /** Of whom packets are missing. */
    Iterable<NodeId> authors() {
        return holes.authors();
    }

    /** What is not kept any more is not missed. */
    void forgetBelow(Chain chain) {
        holes.forgetBelow(chain.author(), chain.floor().first());
    }

    /** What is taken away from a number on is not missed. */
    void forgetFrom(NodeId author, long first) {
        holes.forgetFrom(author, first);
    }

    /**
     * Takes what came again; what is damaged here is put back, if it is the same.
     *
     * @return whether some of it is damaged here
     */
    boolean take(Chain chain, List<Packet> again) {
        List<Packet> missed = again.stream()
                .filter(packet -> holes.fill(chain.author(), packet.header().seq()))
                .toList();
        if (!missed.isEmpty()) {
            CompletionStage<Void> restored = mending.fits(chain, missed)
                    .handleAsync((fits, failure) -> restore(chain, missed, failure == null && fits), node.loop());
            handedIn = handedIn.thenCompose(before -> restored);
        }
        return !missed.isEmpty();
    }

    private @Nullable Void restore(Chain chain, List<Packet> missed, boolean fits) {
        for (Packet packet : missed) {
            if (!holes.has(chain.author(), packet.header().seq())) {
                // It was dropped or taken away meanwhile. What is just being taken away is not put back either.
                continue;
            }
            if (fits && !stopped && !chain.isFrozen()) {
                appender.restore(packet, chain);
            } else {
                notRestored(packet);
            }
        }
        return null;
    }

    /** Completes when all that came again so far was handed to the disk, or was not what it is to be. */
    CompletionStage<Void> handedIn() {
        return handedIn;
    }

    /** A packet is durable again. */
    void restored(Packet packet) {
        holes.filled(packet.header().author(), packet.header().seq());
        if (holes.areFilled()) {
            listener.mended();
        }
    }

    /** A packet could not be stored again. It was to mend its chain, whose end is behind it and stays. */
    void notRestored(Packet packet) {
        holes.notFilled(packet.header().author(), packet.header().seq());
    }
}
