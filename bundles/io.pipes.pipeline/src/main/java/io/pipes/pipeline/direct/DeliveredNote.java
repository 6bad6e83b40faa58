// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on disk which messages of one sender were delivered, so that a restart delivers nothing twice. One write at a time;
 * numbers that come meanwhile share the next. In a stream, whose sender does not wait for each receipt, a moment is left between two
 * writes: forcing the disk all the time would cost more than the messages.
 */
final class DeliveredNote {
    static final String AREA = "pipeline/delivered";

    /** So many messages in one write are a stream. */
    static final int STREAM = 256;

    /** What is left between the writes of a stream. */
    static final Duration PACE = Duration.ofMillis(2);

    private final Loop loop;
    private final PacketStore store;
    private final NodeId sender;
    private final Taken taken;
    private @Nullable Last last;
    private @Nullable Last next;
    private boolean writing;
    private boolean streaming;
    private boolean finishing;
    private Noted noted = last -> {};
    private @Nullable Cancellable planned;
    private final List<Runnable> idle = new ArrayList<>();

    DeliveredNote(Loop loop, PacketStore store, NodeId sender, Optional<Bytes> stored) {
        this.loop = loop;
        this.store = store;
        this.sender = sender;
        Taken.Noted before =
                stored.flatMap(DeliveredNote::read).orElseGet(() -> new Taken.Noted(Optional.empty(), new Taken()));
        last = before.last().orElse(null);
        taken = before.taken();
    }

    /**
     * How far a sender's messages were delivered.
     *
     * @param number of the last one that came over a link, within a session of the sender
     * @param letters how many letters were delivered since this began
     * @param besides how many messages were delivered since this began that do not count with those over the link: out of letters, also of
     *     one that is not delivered whole, and those that came over a link and were confirmed when the sender had put them into letters
     */
    record Last(long session, long number, long letters, long besides) {}

    /** Hears of what is durable. */
    interface Noted {
        void noted(Last last);
    }

    /** What was delivered; all of it is in each write. */
    Taken taken() {
        return taken;
    }

    Optional<Last> last() {
        return Optional.ofNullable(last);
    }

    void write(Last wanted, Noted told) {
        if (!wanted.equals(last)) {
            next = wanted;
            noted = told;
            writeNext();
        }
    }

    private void writeNext() {
        if (writing || planned != null || next == null || next.equals(last)) {
            return;
        }
        if (streaming && !finishing) {
            planned = loop.schedule(PACE, this::writeNow);
        } else {
            writeNow();
        }
    }

    private void writeNow() {
        planned = null;
        Last now = next;
        if (now == null) {
            return;
        }
        // First, because it would be writing for ever if this failed.
        Bytes encoded = taken.encode(now);
        writing = true;
        streaming = last != null && last.session() == now.session() && now.number() - last.number() >= STREAM;
        store.commit(List.of(Change.put(AREA, sender.bytes(), encoded)))
                .whenComplete((position, failure) -> written(now, failure == null));
    }

    private void written(Last now, boolean durable) {
        writing = false;
        if (durable) {
            last = now;
            noted.noted(now);
            writeNext();
        }
        if (!writing) {
            idle.forEach(Runnable::run);
            idle.clear();
        }
    }

    /** Completes when the last number is on disk, or the disk takes nothing more. */
    CompletionStage<Void> finish() {
        finishing = true;
        if (planned != null) {
            planned.cancel();
            writeNow();
        }
        CompletableFuture<Void> finished = new CompletableFuture<>();
        if (writing) {
            idle.add(() -> finished.complete(null));
        } else {
            finished.complete(null);
        }
        return finished;
    }

    private static Optional<Taken.Noted> read(Bytes stored) {
        try {
            return Optional.of(Taken.decode(stored));
        } catch (MalformedException otherVersion) {
            // The store has checked the bytes; what is known no more comes once more at worst.
            return Optional.empty();
        }
    }
}
