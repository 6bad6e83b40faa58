// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on disk up to which number one sender's messages were delivered, so that a restart delivers nothing twice. One write at a time;
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
    private @Nullable Last last;
    private @Nullable Last next;
    private boolean writing;
    private boolean streaming;
    private boolean finishing;
    private Noted noted = (session, number) -> {};
    private @Nullable Cancellable planned;
    private final List<Runnable> idle = new ArrayList<>();

    DeliveredNote(Loop loop, PacketStore store, NodeId sender, Optional<Bytes> stored) {
        this.loop = loop;
        this.store = store;
        this.sender = sender;
        last = stored.filter(bytes -> bytes.size() == 2 * Long.BYTES)
                .map(DeliveredNote::read)
                .orElse(null);
    }

    /** A number within a sender's session. */
    record Last(long session, long number) {}

    /** Hears of a number once it is durable. */
    interface Noted {
        void noted(long session, long number);
    }

    Optional<Last> last() {
        return Optional.ofNullable(last);
    }

    void write(long session, long number, Noted told) {
        Last wanted = new Last(session, number);
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
        writing = true;
        streaming = last != null && last.session() == now.session() && now.number() - last.number() >= STREAM;
        store.commit(List.of(Change.put(AREA, sender.bytes(), encode(now))))
                .whenComplete((position, failure) -> written(now, failure == null));
    }

    private void written(Last now, boolean durable) {
        writing = false;
        if (durable) {
            last = now;
            noted.noted(now.session(), now.number());
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

    private static Bytes encode(Last last) {
        return Bytes.wrap(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(last.session())
                .putLong(last.number())
                .array());
    }

    private static Last read(Bytes stored) {
        ByteBuffer in = stored.buffer();
        return new Last(in.getLong(), in.getLong());
    }
}
