// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.client.call.Failures;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a content for one subscriber: a piece is asked for when the subscriber wants one. When the connection was lost, it goes on where it was.
 * Everything is said on the application's executor, one thing after the other.
 */
final class ContentReader implements Flow.Subscription {
    private final Calls calls;
    private final ObjectNode opening;
    private final Flow.Subscriber<? super Bytes> subscriber;
    private final AtomicLong wanted = new AtomicLong();
    /** Whether a piece is being read, and whether somebody asked meanwhile. */
    private final AtomicInteger reading = new AtomicInteger();

    private long position;
    private volatile @Nullable Opened content;
    private volatile boolean over;

    ContentReader(Calls calls, ObjectNode opening, long from, Flow.Subscriber<? super Bytes> subscriber) {
        this.calls = calls;
        this.opening = opening;
        this.position = from;
        this.subscriber = subscriber;
    }

    void begin() {
        calls.conversation().callbacks().execute(() -> guarded(() -> subscriber.onSubscribe(this)));
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            fail(new PipesException(PipesException.Code.INVALID_ARGUMENT, "A subscriber asks for at least one piece."));
            return;
        }
        wanted.accumulateAndGet(count, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        if (reading.getAndIncrement() == 0) {
            readNext();
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            letGo();
        }
    }

    private void readNext() {
        int asked = reading.get();
        if (over || wanted.get() == 0) {
            if (reading.addAndGet(-asked) != 0) {
                readNext();
            }
            return;
        }
        read().whenComplete((piece, failure) -> {
            if (over) {
                letGo();
                return;
            }
            if (failure != null) {
                failed(Failures.of(failure));
            } else if (piece.isEmpty()) {
                over = true;
                guarded(subscriber::onComplete);
                return;
            } else {
                tell(piece.get());
            }
            readNext();
        });
    }

    private void tell(Bytes piece) {
        if (piece.isEmpty()) {
            return;
        }
        position += piece.size();
        wanted.decrementAndGet();
        guarded(() -> subscriber.onNext(piece));
    }

    /** Empty at the end; an empty piece while nothing comes. */
    private CompletionStage<Optional<Bytes>> read() {
        Opened open = content;
        if (open == null) {
            return calls.open(opening.deepCopy().put("fromBytes", position)).thenCompose(opened -> {
                content = opened;
                return over ? CompletableFuture.completedFuture(Optional.empty()) : read(opened);
            });
        }
        return read(open);
    }

    private static CompletionStage<Optional<Bytes>> read(Opened open) {
        return open.call("content.read", Params.none(), 0, said -> new Row(said).findBytes("base64"));
    }

    /** A lost connection takes what was open with it. */
    private void failed(PipesException why) {
        boolean gone = Failures.isLostConnection(why) || why.code() == PipesException.Code.NOT_FOUND;
        if (content != null && gone) {
            content = null;
        } else {
            fail(why);
        }
    }

    private void fail(PipesException why) {
        if (!over) {
            over = true;
            letGo();
            calls.conversation().callbacks().execute(() -> guarded(() -> subscriber.onError(why)));
        }
    }

    private void letGo() {
        Opened open = content;
        if (open != null) {
            content = null;
            open.close();
        }
    }

    /** A subscriber that throws has broken off. */
    private void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException | Error broken) {
            cancel();
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, broken);
        }
    }
}
