// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Removes blobs that no message names. Those of which retention has dropped the messages go within an hour; of others the publisher was
 * stopped before the packet was durable: whoever is found twice, an hour apart, is removed, as a packet follows its blob within seconds.
 */
final class BlobSweep {
    static final Duration PERIOD = Duration.ofHours(1);

    private final NodeContext node;
    private final Runnable drop;
    private final Predicate<Bytes> named;
    private Set<Bytes> suspects = Set.of();
    private @Nullable Cancellable timer;

    /**
     * @param drop removes blobs of messages that are not kept any more
     * @param named whether some message names a blob, or soon may
     */
    BlobSweep(NodeContext node, Runnable drop, Predicate<Bytes> named) {
        this.node = node;
        this.drop = drop;
        this.named = named;
    }

    void begin() {
        timer = node.loop().schedule(PERIOD, () -> {
            drop.run();
            sweep();
            begin();
        });
    }

    private void sweep() {
        Set<Bytes> unnamed = new TreeSet<>(node.blobs().list());
        unnamed.removeIf(named);
        unnamed.stream().filter(suspects::contains).forEach(node.blobs()::delete);
        suspects = unnamed;
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
