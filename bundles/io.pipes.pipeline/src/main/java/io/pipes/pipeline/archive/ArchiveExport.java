// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.HistoryExport;
import io.pipes.base.Bytes;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.history.HeldEntry;
import io.pipes.pipeline.history.HeldTree;
import io.pipes.pipeline.history.History;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes what this node has of a pipeline, as far as it is asked: first the membership log, then what there was of each author when this
 * began, then the contents above 1 MiB that messages name, if they are wanted. Reads a page at a time and holds no more than that.
 */
final class ArchiveExport implements HistoryExport {
    /** So many packets are read at once, if they have not more than about 1 MiB. */
    private static final int MAX_PAGE = 256;

    private final NodeContext node;
    private final History history;
    private final Optional<ArchivedContents> contents;
    private final ArchiveWriter writer;
    /** Of whom packets are still to be written. */
    private final ArrayDeque<HeldEntry> entries = new ArrayDeque<>();
    /** What was read and is not written yet. */
    private final ArrayDeque<ArchivePart> parts = new ArrayDeque<>();

    private State state = State.HEADER;
    private int operations;
    private long seq;
    private boolean reading;

    private enum State {
        HEADER,
        LOG,
        PACKETS,
        CONTENTS,
        OVER
    }

    /** @param contents empty if they are not written */
    ArchiveExport(NodeContext node, History history, Optional<ArchivedContents> contents) {
        this.node = node;
        this.history = history;
        this.contents = contents;
        writer = new ArchiveWriter(node.suite());
    }

    @Override
    public CompletionStage<Optional<Bytes>> next() {
        return OnLoop.compose(node.loop(), this::onLoop);
    }

    private CompletionStage<Optional<Bytes>> onLoop() {
        if (reading) {
            throw new PipesException(
                    PipesException.Code.BUSY, "Ask for the next bytes of an export when those before have come.");
        }
        if (!history.isOpen()) {
            throw new PipesException(
                    PipesException.Code.BUSY, "The pipeline is being replaced or opened. Begin the export again.");
        }
        return switch (state) {
            case HEADER -> now(header());
            case LOG -> now(log());
            case PACKETS -> packets();
            case CONTENTS -> contents();
            case OVER -> CompletableFuture.completedFuture(Optional.empty());
        };
    }

    private static CompletionStage<Optional<Bytes>> now(Bytes bytes) {
        return CompletableFuture.completedFuture(Optional.of(bytes));
    }

    /** What there is at this moment is written; the log may grow meanwhile, and then says more than is needed. */
    private Bytes header() {
        BitSet all = new BitSet();
        all.set(0, HeldTree.BUCKETS);
        entries.addAll(history.tree().entries(all));
        state = State.LOG;
        return writer.write(new ArchivePart.Header(node.network(), history.routeTag()));
    }

    private Bytes log() {
        List<Bytes> page = node.membership().operations(operations);
        operations += page.size();
        if (node.membership().operations(operations).isEmpty()) {
            state = State.PACKETS;
        }
        return writer.write(new ArchivePart.Log(page));
    }

    private CompletionStage<Optional<Bytes>> packets() {
        if (!parts.isEmpty()) {
            return now(writer.write(parts.remove()));
        }
        passOver();
        if (entries.isEmpty()) {
            state = State.CONTENTS;
            return contents();
        }
        HeldEntry entry = entries.element();
        reading = true;
        return history.run(entry.author(), seq, (int) Math.min(MAX_PAGE, entry.last() - seq + 1))
                .whenComplete((page, failure) -> reading = false)
                .thenCompose(page -> read(entry, page));
    }

    private CompletionStage<Optional<Bytes>> contents() {
        reading = true;
        return contents.map(ArchivedContents::next)
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                .whenComplete((part, failure) -> reading = false)
                .thenApply(part -> Optional.of(part.map(writer::write).orElseGet(this::end)));
    }

    private Bytes end() {
        state = State.OVER;
        return writer.end();
    }

    /** What is written, and what retention has dropped meanwhile, is not looked for. */
    private void passOver() {
        while (!entries.isEmpty()) {
            HeldEntry entry = entries.element();
            long kept = history.held(entry.author()).first();
            seq = Math.max(seq, Math.max(entry.first(), kept));
            if (seq <= entry.last()) {
                return;
            }
            entries.remove();
            seq = 0;
        }
    }

    /** A packet that is damaged here is left out; whoever imports it goes on behind it only if it has that one. */
    private CompletionStage<Optional<Bytes>> read(HeldEntry entry, List<Bytes> page) {
        seq += Math.max(1, page.size());
        split(entry, page);
        return packets();
    }

    private void split(HeldEntry entry, List<Bytes> page) {
        List<Bytes> part = new ArrayList<>();
        long bytes = 0;
        for (Bytes packet : page) {
            if (!part.isEmpty() && bytes + packet.size() > ArchivePart.USUAL_BYTES) {
                parts.add(new ArchivePart.Run(entry.author(), part));
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(packet);
            bytes += packet.size();
        }
        if (!part.isEmpty()) {
            parts.add(new ArchivePart.Run(entry.author(), part));
        }
    }
}
