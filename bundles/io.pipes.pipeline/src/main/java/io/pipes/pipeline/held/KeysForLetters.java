// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Keeps this node's earlier box keys while there are letters for it that nobody has taken: they may be for these keys, and their senders were
 * promised that they wait. Not for longer than any letter does: nobody keeps a key for ever by what it offers.
 */
final class KeysForLetters {
    private static final String AREA = "pipeline/held-keys";

    /** Holders come and go; so long after one has seen the last letter, and after a start, they have time to come back. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final NodeContext node;
    private final Age age;
    private final BooleanSupplier waiting;

    /** Since when letters have waited whenever one looked, in milliseconds; -1 if none do. */
    private long since = -1;

    private long seenNanos;

    /** @param waiting whether there are letters for this node that were not delivered */
    KeysForLetters(NodeContext node, Age age, BooleanSupplier waiting) {
        this.node = node;
        this.age = age;
        this.waiting = waiting;
    }

    CompletionStage<Void> load() {
        return node.store()
                .read(AREA, node.id().bytes())
                .thenAccept(stored -> stored.filter(value -> value.size() == Long.BYTES)
                        .ifPresent(value -> {
                            since = Math.max(0, value.buffer().getLong());
                            seenNanos = node.clock().nanos();
                        }));
    }

    /** To be called from time to time while there may be letters. */
    void look() {
        if (waiting.getAsBoolean()) {
            seenNanos = node.clock().nanos();
            since = since < 0 ? age.millis() : since;
        }
    }

    /**
     * Whether letters can do without earlier keys; what it says last is durable, since who is asked at the next start has seen nothing yet.
     *
     * @return fails while some wait
     */
    CompletionStage<Void> opened() {
        look();
        if (since < 0) {
            return CompletableFuture.completedFuture(null);
        }
        if (node.clock().nanos() - seenNanos >= PATIENCE.toNanos()) {
            since = -1;
            return commit(Change.remove(AREA, node.id().bytes()));
        }
        // A clock that was years ahead when this began does not keep keys for these years.
        since = Math.min(since, age.millis());
        boolean needed = age.millis() - since < HeldRules.LONGEST.toMillis();
        return commit(Change.put(AREA, node.id().bytes(), asBytes(since)))
                .thenCompose(durable -> needed ? stillWait() : CompletableFuture.completedFuture(null));
    }

    private CompletionStage<Void> commit(Change change) {
        return node.store().commit(List.of(change)).thenAccept(durable -> {});
    }

    private static Bytes asBytes(long millis) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
    }

    private static CompletionStage<Void> stillWait() {
        return CompletableFuture.failedFuture(
                new IllegalStateException(
                        "messages of other members wait for a program on this node that takes them, and may be for these keys"));
    }
}
