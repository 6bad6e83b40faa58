// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Retries;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The content of one message for one client, a piece with each call. While it is fetched from other members, calls are answered with how far
 * that is, so nobody waits without hearing anything. When the feature behind it is replaced, reading goes on where it was.
 *
 * <p><b>Threads.</b> Any; the lock is never held while others are called.
 */
final class ContentReading implements Client.Subscription {
    /** After so long a call is answered, if without a piece. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Supplier<CompletionStage<Message>> again;
    private final Scheduler scheduler;
    private final Runnable ended;
    private Message message;
    private long at;
    /** Where pieces come from; null when the feature has gone. */
    private @Nullable Pieces pieces;
    /** What was asked for and no call has taken. */
    private @Nullable CompletableFuture<Optional<Bytes>> next;

    private boolean reading;
    private boolean over;

    /**
     * @param from how many bytes are passed over
     * @param again finds the message once more, where the feature was replaced
     * @param ended called when nothing more is read; may be called again
     */
    ContentReading(
            Message message, long from, Supplier<CompletionStage<Message>> again, Scheduler scheduler, Runnable ended) {
        this.message = message;
        this.again = again;
        this.scheduler = scheduler;
        this.ended = ended;
        at = from;
        if (from > size()) {
            throw Params.invalid("'fromBytes' is behind the end: the content has " + size() + " bytes.");
        }
        pieces = piecesOf(message);
    }

    private long size() {
        return message.large().map(LargeContent::size).orElse((long)
                message.content().size());
    }

    private Pieces piecesOf(Message found) {
        Pieces from = new Pieces();
        found.large()
                .<Flow.Publisher<Bytes>>map(large -> large.bytes(at))
                .orElseGet(() -> new OnePiece(
                        found.content().slice((int) at, found.content().size())))
                .subscribe(from);
        return from;
    }

    /** What is read, beside the name of the reading. */
    ObjectNode row() {
        return Rows.object()
                .put("message", message.message().text())
                .put("contentType", message.contentType())
                .put("sizeBytes", size())
                .put("here", message.large().map(LargeContent::isHere).orElse(true));
    }

    /** The next piece, or how far the content has come. */
    CompletionStage<JsonNode> read() {
        begin();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        AtomicBoolean answered = new AtomicBoolean();
        Cancellable late = scheduler.schedule(PATIENCE, () -> {
            if (answered.compareAndSet(false, true)) {
                tellHowFar(answer);
            }
        });
        next().whenComplete((piece, failure) -> {
            if (answered.compareAndSet(false, true)) {
                late.cancel();
                taken(failure == null ? piece : Optional.empty(), failure);
                if (failure == null) {
                    answer.complete(Rows.piece(piece));
                } else {
                    answer.completeExceptionally(failure);
                }
            }
        });
        return answer;
    }

    private synchronized void begin() {
        if (reading) {
            throw new PipesException(
                    PipesException.Code.BUSY, "The call before has not been answered. Read one piece at a time.");
        }
        reading = true;
    }

    private CompletableFuture<Optional<Bytes>> next() {
        CompletableFuture<Optional<Bytes>> asked = new CompletableFuture<>();
        Pieces from;
        synchronized (this) {
            if (next != null) {
                return next;
            }
            next = asked;
            from = pieces;
        }
        (from == null ? found().thenCompose(this::goOn) : from.next()).whenComplete((piece, failure) -> {
            if (failure == null) {
                asked.complete(piece);
            } else {
                asked.completeExceptionally(failure);
            }
        });
        return asked;
    }

    private CompletionStage<Message> found() {
        return CompletableFuture.completedFuture(again).thenCompose(Supplier::get);
    }

    private CompletionStage<Optional<Bytes>> goOn(Message found) {
        Pieces from = piecesOf(found);
        boolean wanted;
        synchronized (this) {
            message = found;
            pieces = from;
            wanted = !over;
        }
        if (!wanted) {
            from.cancel();
        }
        return from.next();
    }

    private void tellHowFar(CompletableFuture<JsonNode> answer) {
        came().whenComplete((came, away) -> {
            synchronized (this) {
                reading = false;
            }
            answer.complete(Rows.piece(Optional.of(Bytes.EMPTY)).put("cameBytes", away == null ? came : null));
        });
    }

    private synchronized CompletionStage<Long> came() {
        return message.large().map(LargeContent::came).orElseGet(() -> CompletableFuture.completedFuture(size()));
    }

    /** What goes away comes back; every other failure is an end. */
    private void taken(Optional<Bytes> piece, @Nullable Throwable failure) {
        boolean last;
        synchronized (this) {
            reading = false;
            next = null;
            at += piece.map(Bytes::size).orElse(0);
            pieces = failure == null ? pieces : null;
            over |= failure == null ? piece.isEmpty() : !Retries.isAway(failure);
            last = over;
        }
        if (last) {
            ended.run();
        }
    }

    synchronized boolean isOver() {
        return over;
    }

    @Override
    public void grant(long count) {}

    @Override
    public void cancel() {
        Pieces from;
        synchronized (this) {
            over = true;
            from = pieces;
        }
        if (from != null) {
            from.cancel();
        }
        ended.run();
    }
}
