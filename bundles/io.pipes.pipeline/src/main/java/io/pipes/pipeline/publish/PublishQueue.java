// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.epoch.Epoch;
import io.pipes.pipeline.epoch.EpochKeeper;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.pipeline.packet.MessageBatch;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.local.ProducerNumber;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be published to one pipeline. While one packet is being sealed and signed on a worker, the messages that come share the
 * next one; when idle, a message goes at once.
 */
public final class PublishQueue {
    /** How long a publisher waits to be let into a pipeline's epoch. */
    static final Duration KEY_PATIENCE = Duration.ofSeconds(10);

    /** How long it waits for the successor of an epoch whose time is over; making one takes less. */
    private static final Duration FRESH_PATIENCE = Duration.ofSeconds(4);

    private final NodeContext node;
    private Supplier<PipelineEntry> present;
    private final EpochKeeper epochs;
    private final PacketSealer sealer;
    private Outlet outlet;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean sealing;
    /** More comes in the same moment. */
    private boolean gathering;

    private int underWay;
    private boolean closing;
    private @Nullable Cancellable keyTimer;
    private @Nullable Cancellable freshTimer;
    /** An epoch whose successor was waited for in vain. */
    private @Nullable EpochId outlived;

    private @Nullable Runnable idle;
    private long published;

    /** @param present the pipeline as it is when it is asked for */
    public PublishQueue(
            NodeContext node, Supplier<PipelineEntry> present, EpochKeeper epochs, PacketSealer sealer, Outlet outlet) {
        this.node = node;
        this.present = present;
        this.epochs = epochs;
        this.sealer = sealer;
        this.outlet = outlet;
    }

    /** From now on packets are made as the pipeline is then, and go another way; the one that is being made goes the way it was made for. */
    public void goOver(Supplier<PipelineEntry> now, Outlet other) {
        present = now;
        outlet = other;
        pump();
    }

    private record Waiting(MessageBatch.Item item, Optional<ProducerNumber> number, CompletableFuture<Sent> sent) {}

    /** @param number if its producer has given it one, which goes to the outlet with its packet */
    public CompletionStage<Sent> publish(Content content, Optional<ProducerNumber> number) {
        return publish(content, Optional.empty(), number);
    }

    /** Publishes what is too long for a packet and is stored already. */
    public CompletionStage<Sent> publish(String contentType, BlobReference blob, Optional<ProducerNumber> number) {
        return publish(new Content(contentType, Bytes.EMPTY), Optional.of(blob), number);
    }

    private CompletionStage<Sent> publish(
            Content content, Optional<BlobReference> blob, Optional<ProducerNumber> number) {
        if (closing) {
            return CompletableFuture.failedFuture(replaced());
        }
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        waiting.add(new Waiting(
                new MessageBatch.Item(Math.max(0, node.clock().wallMillis()), content, blob), number, sent));
        pump();
        return sent;
    }

    /** Has all that is published meanwhile share packets; else the first message would go ahead in one of its own. */
    public <T> T together(Supplier<T> publishing) {
        gathering = true;
        try {
            return publishing.get();
        } finally {
            gathering = false;
            pump();
        }
    }

    /** Goes on if it can: called when links have room again, an epoch has come, or a packet is done. */
    public void pump() {
        if (sealing || gathering || waiting.isEmpty() || outlet.blocked()) {
            return;
        }
        PipelineEntry pipeline = present.get();
        Optional<PipesException> refusal = PublishRight.refusal(node, pipeline);
        if (refusal.isPresent()) {
            failAll(refusal.get());
            return;
        }
        Optional<Epoch> epoch = epochs.usable(pipeline);
        if (epoch.isEmpty()) {
            awaitKey();
            return;
        }
        stopKeyTimer();
        if (epochs.isStale(pipeline, epoch.get()) && !epoch.get().id().equals(outlived)) {
            awaitFresh(epoch.get());
            return;
        }
        seal(epoch.get(), nextBatch());
    }

    /** What is published after a pause should not go out under the epoch from before it. */
    private void awaitFresh(Epoch stale) {
        if (freshTimer == null) {
            freshTimer = node.loop().schedule(FRESH_PATIENCE, () -> {
                freshTimer = null;
                outlived = stale.id();
                pump();
            });
        }
    }

    private List<Waiting> nextBatch() {
        List<Waiting> batch = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && batch.size() < MessageBatch.MAX_MESSAGES) {
            MessageBatch.Item next = waiting.peek().item();
            bytes += next.weight();
            if (!batch.isEmpty() && (bytes > MessageBatch.FULL_BYTES || next.isAlone())) {
                break;
            }
            batch.add(waiting.poll());
            if (next.isAlone()) {
                break;
            }
        }
        return batch;
    }

    private void seal(Epoch epoch, List<Waiting> batch) {
        sealing = true;
        Outlet way = outlet;
        List<MessageBatch.Item> items = batch.stream().map(Waiting::item).toList();
        sealer.seal(present.get(), epoch, way.next(), items).whenComplete((packet, failure) -> {
            sealing = false;
            if (failure == null && mayGoOut(epoch)) {
                out(packet, batch, way);
            } else {
                way.takeBack();
                again(batch, failure);
            }
            pump();
            tellIdle();
        });
    }

    private boolean mayGoOut(Epoch epoch) {
        PipelineEntry pipeline = present.get();
        return epochs.mayRead(pipeline, epoch)
                && PublishRight.refusal(node, pipeline).isEmpty();
    }

    /** Without a failure somebody was removed while the packet was being sealed: nothing goes out that it could read. */
    private void again(List<Waiting> batch, @Nullable Throwable failure) {
        if (failure != null) {
            String sentence = "The message could not be sealed; the log says why.";
            fail(batch, new PipesException(PipesException.Code.INTERNAL, sentence, failure));
        } else if (closing) {
            fail(batch, replaced());
        } else {
            for (int last = batch.size() - 1; last >= 0; last--) {
                waiting.addFirst(batch.get(last));
            }
        }
    }

    private void out(Packet packet, List<Waiting> batch, Outlet way) {
        underWay++;
        boolean refers = batch.stream().anyMatch(one -> one.item().blob().isPresent());
        way.publish(new Outgoing(packet, refers, numbered(batch))).whenComplete((receipt, failure) -> {
            underWay--;
            if (failure == null) {
                published++;
                sent(packet.id(), receipt, batch);
            } else {
                fail(batch, failure);
            }
            tellIdle();
        });
    }

    private static List<Outgoing.Numbered> numbered(List<Waiting> batch) {
        List<Outgoing.Numbered> numbered = new ArrayList<>();
        for (int index = 0; index < batch.size(); index++) {
            int at = index;
            batch.get(at).number().ifPresent(number -> numbered.add(new Outgoing.Numbered(number, at)));
        }
        return numbered;
    }

    private static void sent(PacketId packet, Receipt receipt, List<Waiting> batch) {
        for (int index = 0; index < batch.size(); index++) {
            MessageName name = new MessageName.Published(packet, index);
            CompletionStage<Receipt> delivered = CompletableFuture.completedFuture(receipt);
            batch.get(index).sent().complete(new Sent(name, Optional.of(packet), receipt, delivered));
        }
    }

    private void tellIdle() {
        if (idle != null && !sealing && underWay == 0) {
            idle.run();
        }
    }

    private void awaitKey() {
        epochs.need(present.get());
        if (keyTimer == null) {
            keyTimer = node.loop().schedule(KEY_PATIENCE, () -> {
                keyTimer = null;
                PipelineEntry pipeline = present.get();
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

    public long published() {
        return published;
    }

    /** Takes nothing more, gives back what was not begun, and completes when what was begun has gone out. */
    public CompletionStage<Void> finish() {
        closing = true;
        failAll(replaced());
        CompletableFuture<Void> finished = new CompletableFuture<>();
        idle = () -> finished.complete(null);
        tellIdle();
        return finished;
    }

    public void failAll(PipesException why) {
        stopKeyTimer();
        if (freshTimer != null) {
            freshTimer.cancel();
            freshTimer = null;
        }
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        fail(all, why);
    }

    /** What publishers hear while nothing is taken. */
    public static PipesException replaced() {
        return new PipesException(
                PipesException.Code.FEATURE_MISSING, "The pipeline feature is being replaced. Publish again.");
    }

    private static void fail(List<Waiting> batch, Throwable why) {
        batch.forEach(one -> one.sent().completeExceptionally(why));
    }
}
