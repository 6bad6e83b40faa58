// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.direct;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on disk up to which number one sender's messages were delivered, so that a restart delivers nothing twice. One write at a time;
 * numbers that come meanwhile share the next.
 */
final class DeliveredNote {
    static final String AREA = "pipeline/delivered";

    private final NodeContext node;
    private final NodeId sender;
    private @Nullable Last last;
    private @Nullable Last next;
    private boolean writing;
    private final List<Runnable> idle = new ArrayList<>();

    DeliveredNote(NodeContext node, NodeId sender, Optional<Bytes> stored) {
        this.node = node;
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

    void write(long session, long number, Noted noted) {
        Last wanted = new Last(session, number);
        if (!wanted.equals(last)) {
            next = wanted;
            writeNext(noted);
        }
    }

    private void writeNext(Noted noted) {
        Last now = next;
        if (writing || now == null || now.equals(last)) {
            return;
        }
        writing = true;
        node.store()
                .commit(List.of(Change.put(AREA, sender.bytes(), encode(now))))
                .whenComplete((position, failure) -> {
                    writing = false;
                    if (failure == null) {
                        last = now;
                        noted.noted(now.session(), now.number());
                        writeNext(noted);
                    }
                    if (!writing) {
                        idle.forEach(Runnable::run);
                        idle.clear();
                    }
                });
    }

    /** Completes when the last number is on disk, or the disk takes nothing more. */
    CompletionStage<Void> finish() {
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
