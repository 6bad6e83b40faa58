// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.Cancellable;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.Epoch;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.packet.MessageBatch;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be published to one pipeline. While one packet is being sealed and signed on a worker, the messages that come share the
 * next one; when idle, a message goes at once.
 */
final class PublishQueue {
    /** How long a publisher waits to be let into a pipeline's epoch. */
    static final Duration KEY_PATIENCE = Duration.ofSeconds(10);

    private final NodeContext node;
    private final PipelineEntry pipeline;
    private final EpochKeeper epochs;
    private final PacketMaker maker;
    private final Broadcast broadcast;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean sealing;
    private boolean closing;
    private @Nullable Cancellable keyTimer;
    private @Nullable Runnable idle;
    private long published;

    PublishQueue(NodeContext node, PipelineEntry pipeline, EpochKeeper epochs, PacketMaker maker, Broadcast broadcast) {
        this.node = node;
        this.pipeline = pipeline;
        this.epochs = epochs;
        this.maker = maker;
        this.broadcast = broadcast;
    }

    private record Waiting(MessageBatch.Item item, CompletableFuture<Sent> sent) {}

    CompletionStage<Sent> publish(Content content) {
        if (closing) {
            return CompletableFuture.failedFuture(replaced());
        }
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        waiting.add(new Waiting(new MessageBatch.Item(Math.max(0, node.clock().wallMillis()), content), sent));
        pump();
        return sent;
    }

    /** Goes on if it can: called when links have room again, an epoch has come, or a packet is done. */
    void pump() {
        if (sealing || waiting.isEmpty() || broadcast.blocked()) {
            return;
        }
        Optional<Epoch> epoch = epochs.usable(pipeline);
        if (epoch.isEmpty()) {
            awaitKey();
            return;
        }
        stopKeyTimer();
        seal(epoch.get(), nextBatch());
    }

    private List<Waiting> nextBatch() {
        List<Waiting> batch = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && batch.size() < MessageBatch.MAX_MESSAGES) {
            bytes += waiting.peek().item().content().bytes().size();
            if (!batch.isEmpty() && bytes > MessageBatch.FULL_BYTES) {
                break;
            }
            batch.add(waiting.poll());
        }
        return batch;
    }

    private void seal(Epoch epoch, List<Waiting> batch) {
        sealing = true;
        List<MessageBatch.Item> items = batch.stream().map(Waiting::item).toList();
        maker.make(pipeline, epoch, items).whenComplete((packet, failure) -> {
            sealing = false;
            if (failure == null && !epochs.mayRead(pipeline, epoch)) {
                again(batch);
            } else if (failure == null) {
                sent(packet, batch);
            } else {
                fail(
                        batch,
                        new PipesException(
                                PipesException.Code.INTERNAL,
                                "The message could not be sealed; the log says why.",
                                failure));
            }
            pump();
            if (idle != null) {
                idle.run();
            }
        });
    }

    /** Somebody was removed while the packet was being sealed: nothing goes out that it could read. */
    private void again(List<Waiting> batch) {
        maker.takeBack(pipeline);
        if (closing) {
            fail(batch, replaced());
        } else {
            for (int last = batch.size() - 1; last >= 0; last--) {
                waiting.addFirst(batch.get(last));
            }
        }
    }

    private void sent(Packet packet, List<Waiting> batch) {
        published++;
        Receipt receipt = broadcast.publish(packet) == 0 ? Receipt.QUEUED : Receipt.SENT;
        maker.deliverHere(packet);
        for (int index = 0; index < batch.size(); index++) {
            batch.get(index)
                    .sent()
                    .complete(new Sent(
                            new MessageName.Published(packet.id(), index),
                            Optional.of(packet.id()),
                            receipt,
                            CompletableFuture.completedFuture(receipt)));
        }
    }

    private void awaitKey() {
        epochs.need(pipeline);
        if (keyTimer == null) {
            keyTimer = node.loop().schedule(KEY_PATIENCE, () -> {
                keyTimer = null;
                if (epochs.usable(pipeline).isPresent()) {
                    return;
                }
                failAll(new PipesException(
                        PipesException.Code.UNREACHABLE,
                        "This node has no key of pipeline '" + pipeline.name()
                                + "' yet, because no member that has it was reachable. Try again when one is."));
            });
        }
    }

    private void stopKeyTimer() {
        if (keyTimer != null) {
            keyTimer.cancel();
            keyTimer = null;
        }
    }

    long published() {
        return published;
    }

    /** Takes nothing more, gives back what was not begun, and completes when the packet that is being sealed has gone out. */
    CompletionStage<Void> finish() {
        closing = true;
        failAll(replaced());
        CompletableFuture<Void> finished = new CompletableFuture<>();
        if (sealing) {
            idle = () -> finished.complete(null);
        } else {
            finished.complete(null);
        }
        return finished;
    }

    void failAll(PipesException why) {
        stopKeyTimer();
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        fail(all, why);
    }

    private static PipesException replaced() {
        return new PipesException(
                PipesException.Code.FEATURE_MISSING, "The pipeline feature is being replaced. Publish again.");
    }

    private static void fail(List<Waiting> batch, PipesException why) {
        batch.forEach(one -> one.sent().completeExceptionally(why));
    }
}
