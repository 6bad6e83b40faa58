// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.base.Cancellable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call of an application: it outlives connections. Belongs to the strand, but for its stage. */
final class Call<T> {
    /** What a call costs besides its content, in bytes: trees, stages and places in queues. */
    static final int OWN_WEIGHT = 512;

    /** What a node counts for a call at least. */
    private static final int OWN_BYTES = 1_024;

    private final String method;
    private final ObjectNode params;
    private final Repetition repetition;
    private final Decoding<T> decoding;
    private final Consumer<JsonNode> progress;
    private final long weight;
    private final long bytesSaid;
    private final CompletableFuture<T> stage = new CompletableFuture<>();
    private @Nullable Cancellable patience;
    private volatile @Nullable Line only;
    private boolean sent;

    /**
     * @param contentBytes how long what it carries is
     * @param progress hears how far it is, in the strand
     */
    Call(
            String method,
            ObjectNode params,
            Repetition repetition,
            long contentBytes,
            Decoding<T> decoding,
            Consumer<JsonNode> progress) {
        this.method = method;
        this.params = params;
        this.repetition = repetition;
        this.decoding = decoding;
        this.progress = progress;
        this.weight = OWN_WEIGHT + contentBytes;
        this.bytesSaid = OWN_BYTES + contentBytes + contentBytes / 2;
    }

    String method() {
        return method;
    }

    ObjectNode params() {
        return params;
    }

    boolean mayBeRepeated() {
        return repetition == Repetition.HARMLESS;
    }

    /** How much memory it takes, in bytes, roughly. */
    long weight() {
        return weight;
    }

    /** How long it is when it is encoded, in bytes, at most; content may be in base64. */
    long bytesSaid() {
        return bytesSaid;
    }

    CompletableFuture<T> stage() {
        return stage;
    }

    /** It is about something that was opened on a line, and of no use on another one. */
    void onlyOn(Line line) {
        only = line;
    }

    boolean endsWith(Line line) {
        return line.equals(only);
    }

    boolean isOver() {
        return stage.isDone();
    }

    /** Whether a node may know of it. */
    boolean wasSent() {
        return sent;
    }

    void waitsUntil(Cancellable timer) {
        patience = timer;
    }

    /** It goes out now. */
    void begins() {
        sent = true;
        stopsWaiting();
    }

    /** Its time to wait for a connection is over, one way or the other. */
    void stopsWaiting() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    void progressed(JsonNode how) {
        progress.accept(how);
    }

    /** @param on which line */
    void answered(Line on, JsonNode result, Callbacks callbacks) {
        decoding.came(on, result);
        callbacks.execute(() -> {
            try {
                stage.complete(decoding.decode(result));
            } catch (RuntimeException strange) {
                stage.completeExceptionally(Failures.of(strange));
            }
        });
    }

    void failed(PipesException why, Callbacks callbacks) {
        stopsWaiting();
        callbacks.execute(() -> stage.completeExceptionally(why));
    }
}
