// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.packet.BlobReference;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One who reads a content: a chunk is read and opened when it was asked for; while the blob is not here, it waits, as long as something of
 * it comes.
 *
 * <p>Lives on the node's loop; {@link #request} and {@link #cancel} come from any thread.
 */
final class BlobReading implements Flow.Subscription {
    /** How long nothing of a blob may come before whoever reads it hears so. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final NodeContext node;
    private final Source source;
    private final BlobReference reference;
    private final Flow.Subscriber<? super Bytes> subscriber;
    private final ChunkCipher cipher;
    private int next;
    /** So much of the next chunk is passed over. */
    private int skip;

    private boolean sizeChecked;
    private long demand;
    private boolean busy;
    private boolean ended;
    private @Nullable Cancellable waiting;
    private int cameBefore;

    /** From where it is read. */
    interface Source {
        boolean has(Bytes address);

        /** Asks others for a blob that is not here; {@link BlobReading#look} hears when it is. */
        void want(Bytes address);

        /** How many chunks of a blob that is not whole have come. */
        int came(Bytes address);

        /** Why nothing comes. */
        PipesException missing();

        void remove(BlobReading over);
    }

    /** @param from how much of the content is passed over, not more than there is */
    BlobReading(
            NodeContext node,
            Source source,
            BlobReference reference,
            long from,
            Flow.Subscriber<? super Bytes> subscriber) {
        this.node = node;
        this.source = source;
        this.reference = reference;
        this.subscriber = subscriber;
        cipher = new ChunkCipher(node.suite(), reference);
        next = (int) (from / ChunkCipher.CONTENT_BYTES);
        skip = (int) (from % ChunkCipher.CONTENT_BYTES);
    }

    void begin() {
        guarded(() -> subscriber.onSubscribe(this));
        if (!ended && (long) next * ChunkCipher.CONTENT_BYTES + skip == reference.size()) {
            complete();
        }
    }

    @Override
    public void request(long count) {
        node.loop().execute(() -> requested(count));
    }

    @Override
    public void cancel() {
        node.loop().execute(this::end);
    }

    private void requested(long count) {
        if (count <= 0) {
            fail(new IllegalArgumentException("A subscriber must ask for at least one piece"));
            return;
        }
        demand = Clamp.add(demand, count);
        look();
    }

    /** Goes on if it can. */
    void look() {
        if (ended || busy || demand == 0) {
            return;
        }
        if (source.has(reference.address())) {
            stopWaiting();
            read();
        } else if (waiting == null) {
            source.want(reference.address());
            await();
        }
    }

    private void await() {
        cameBefore = source.came(reference.address());
        waiting = node.loop().schedule(PATIENCE, () -> {
            waiting = null;
            if (source.came(reference.address()) == cameBefore) {
                fail(source.missing());
            } else {
                look();
            }
        });
    }

    private void stopWaiting() {
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
    }

    private void read() {
        busy = true;
        int index = next;
        checkedSize()
                .thenCompose(there -> there
                        ? node.blobs().chunk(reference.address(), index)
                        : CompletableFuture.completedFuture(Optional.empty()))
                .thenApplyAsync(chunk -> open(index, chunk), node.workers())
                .whenCompleteAsync(this::opened, node.loop());
    }

    /** False if the blob is not here any more; before its first chunk is read it is looked whether it has as many as the reference says. */
    private CompletionStage<Boolean> checkedSize() {
        if (sizeChecked) {
            return CompletableFuture.completedFuture(true);
        }
        return node.blobs().manifest(reference.address()).thenApply(manifest -> {
            if (manifest.isPresent() && manifest.get().size() != ChunkCipher.blobBytes(reference.size())) {
                throw new CompletionException(new MalformedException("a blob of another size"));
            }
            sizeChecked = manifest.isPresent();
            return sizeChecked;
        });
    }

    private Optional<Bytes> open(int index, Optional<Bytes> chunk) {
        try {
            return chunk.isEmpty() ? Optional.empty() : Optional.of(cipher.open(index, chunk.get()));
        } catch (MalformedException other) {
            throw new CompletionException(other);
        }
    }

    private void opened(@Nullable Optional<Bytes> content, @Nullable Throwable failure) {
        busy = false;
        if (ended) {
            return;
        }
        if (content == null) {
            fail(told(failure instanceof CompletionException ? failure.getCause() : failure));
        } else if (content.isEmpty()) {
            // The disk has damaged it; others have it still.
            look();
        } else {
            hand(content.get());
        }
    }

    private void hand(Bytes content) {
        next++;
        demand--;
        Bytes wanted = content.slice(skip, content.size());
        skip = 0;
        guarded(() -> subscriber.onNext(wanted));
        if (next == ChunkCipher.chunks(reference.size()) && !ended) {
            complete();
        } else {
            look();
        }
    }

    private void complete() {
        end();
        guarded(subscriber::onComplete);
    }

    private static PipesException told(@Nullable Throwable why) {
        return why instanceof MalformedException
                ? new PipesException(
                        PipesException.Code.REFUSED,
                        "The content of the message is not what its author said: it does not open. Ask its author.",
                        why)
                : new PipesException(
                        PipesException.Code.STORAGE,
                        "The content could not be read, because the store failed. 'pipes status' says more; try again.",
                        why);
    }

    void fail(Throwable why) {
        if (!ended) {
            end();
            guarded(() -> subscriber.onError(why));
        }
    }

    private void end() {
        ended = true;
        stopWaiting();
        source.remove(this);
    }

    /** A subscriber that throws has broken its contract (Flow, rule 2.13) and is cut off. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException broken) {
            end();
        }
    }
}
