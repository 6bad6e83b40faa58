// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Tells the authors of operations on this node when these are durable and readers here see them. Lives on the node's loop. */
final class Acknowledgements {
    /** Durable, and not read yet. */
    private final Map<MessageName, Waiting> waiting = new HashMap<>();
    /** Read while something was on its way to the disk, which may be just these. */
    private final Set<MessageName> read = new HashSet<>();

    private final BooleanSupplier counting;
    private int underWay;

    /** @param counting whether what this node makes durable counts, and so will be read */
    Acknowledgements(BooleanSupplier counting) {
        this.counting = counting;
    }

    private record Waiting(CompletableFuture<Sent> seen, Sent sent) {}

    /** @param durable completes when an operation is in the history */
    CompletionStage<Sent> await(CompletionStage<Sent> durable) {
        underWay++;
        CompletableFuture<Sent> seen = new CompletableFuture<>();
        durable.whenComplete((sent, failure) -> {
            if (failure != null) {
                seen.completeExceptionally(failure);
            } else if (read.remove(sent.message()) || !counting.getAsBoolean()) {
                seen.complete(sent);
            } else {
                waiting.put(sent.message(), new Waiting(seen, sent));
            }
            underWay--;
            if (underWay == 0) {
                read.clear();
            }
        });
        return seen;
    }

    /** An operation of this node was read into what readers see. */
    void read(Message message) {
        Waiting one = waiting.remove(message.message());
        if (one != null) {
            one.seen().complete(one.sent());
        } else if (underWay > 0) {
            read.add(message.message());
        }
    }

    /** What counts may have changed: who waits for what will not be read hears that it is durable. */
    void look() {
        if (!counting.getAsBoolean()) {
            close();
        }
    }

    /** Nothing more will be read here; what is durable is acknowledged all the same. */
    void close() {
        List<Waiting> all = new ArrayList<>(waiting.values());
        waiting.clear();
        all.forEach(one -> one.seen().complete(one.sent()));
    }
}
