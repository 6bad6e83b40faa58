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
 * Removes blobs that no message names: their publisher was stopped before the packet was durable. Whoever is found twice, an hour apart, is
 * removed; a packet follows its blob within seconds.
 */
final class BlobSweep {
    static final Duration PERIOD = Duration.ofHours(1);

    private final NodeContext node;
    private final Predicate<Bytes> named;
    private Set<Bytes> suspects = Set.of();
    private @Nullable Cancellable timer;

    BlobSweep(NodeContext node, Predicate<Bytes> named) {
        this.node = node;
        this.named = named;
    }

    void begin() {
        timer = node.loop().schedule(PERIOD, () -> {
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
