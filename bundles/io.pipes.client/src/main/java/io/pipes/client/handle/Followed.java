// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.PipesException;
import io.pipes.api.message.Receipt;
import io.pipes.base.id.NetworkId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A message on its way to one node. May be used from any thread; its stages complete where it is told something. */
final class Followed {
    private final CompletableFuture<Receipt> held = new CompletableFuture<>();
    private final CompletableFuture<Receipt> delivered = new CompletableFuture<>();
    private volatile @Nullable NetworkId network;

    /** The call that sent it was answered. */
    void belongsTo(NetworkId answered) {
        network = answered;
    }

    /** Empty while nothing is known but what the node has told. */
    Optional<NetworkId> network() {
        return Optional.ofNullable(network);
    }

    CompletionStage<Receipt> held() {
        return held;
    }

    CompletionStage<Receipt> delivered() {
        return delivered;
    }

    boolean isOver() {
        return delivered.isDone();
    }

    void reached(Receipt receipt) {
        if (receipt == Receipt.HELD || receipt == Receipt.DELIVERED) {
            held.complete(receipt);
        }
        if (receipt == Receipt.DELIVERED) {
            delivered.complete(receipt);
        }
    }

    void failed(PipesException why) {
        held.completeExceptionally(why);
        delivered.completeExceptionally(why);
    }
}
