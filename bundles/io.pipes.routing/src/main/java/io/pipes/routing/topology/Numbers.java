// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * The numbers of this node's adverts. They are reserved in blocks in the store, so that a node that was started again, or whose bundle was
 * replaced, never uses one twice: who does has its keys at two places, or lies.
 */
final class Numbers {
    static final String AREA = "routing/numbers";
    static final int BLOCK = 64;

    /** Where a node without a store begins, by chance: so it hardly meets a number that it used before it lost its store. */
    private static final int FIRST = 1 << 20;

    private static final Bytes KEY = Bytes.utf8("reserved");
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final NodeContext node;
    private final Runnable available;
    private Cancellable retry = () -> {};
    private long next;
    private long end;
    private boolean reserving;
    private boolean stopped;

    /** @param available is run when there are numbers again after there were none */
    Numbers(NodeContext node, Runnable available) {
        this.node = node;
        this.available = available;
    }

    CompletionStage<Void> load() {
        return node.store().read(AREA, KEY).thenAccept(stored -> {
            next = read(stored).orElseGet(() -> 1L + node.randomness().nextInt(FIRST));
            end = next;
            reserve();
        });
    }

    void stop() {
        stopped = true;
        retry.cancel();
    }

    /** The next number; none while the store is busy reserving some. */
    OptionalLong next() {
        if (next >= end) {
            reserve();
            return OptionalLong.empty();
        }
        return OptionalLong.of(next++);
    }

    boolean hasUsed(long number) {
        return number < next;
    }

    /** From now on only higher numbers than this one. */
    void jumpAbove(long used) {
        if (used >= next) {
            next = Math.min(used, Advert.MAX_NUMBER - 1) + 1;
        }
    }

    private void reserve() {
        if (reserving || stopped || next > Advert.MAX_NUMBER - BLOCK) {
            return;
        }
        reserving = true;
        long to = next + BLOCK;
        Bytes value = new CborWriter().writeUnsigned(to).toBytes();
        node.store().commit(List.of(Change.put(AREA, KEY, value))).whenComplete((done, failure) -> {
            reserving = false;
            if (stopped) {
                return;
            }
            if (failure != null) {
                retry = node.loop().schedule(AGAIN, this::reserve);
                return;
            }
            end = to;
            available.run();
        });
    }

    private static Optional<Long> read(Optional<Bytes> stored) {
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try {
            CborReader in = new CborReader(stored.get());
            long value = in.readLong(1, Advert.MAX_NUMBER);
            in.end();
            return Optional.of(value);
        } catch (MalformedException e) {
            throw new IllegalStateException("The store has no number under " + AREA, e);
        }
    }
}
