// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import io.pipes.api.PipesException;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.ImportReport;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.blob.BlobNode;
import io.pipes.pipeline.history.History;
import io.pipes.pipeline.history.HistoryNode;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.NodeContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes an archive as its bytes come, a part at a time: operations as from a peer, then packets as from a peer, then contents above 1 MiB,
 * each durable before the next one is looked at.
 */
final class ArchiveImport implements HistoryImport {
    private final NodeContext node;
    private final HistoryNode histories;
    private final ArchiveReader reader;
    private final RunIntake runs;
    private final ContentIntake contents;
    private final Count count = new Count();
    private Bytes tag = Bytes.EMPTY;
    private Optional<String> pipeline = Optional.empty();
    private boolean busy;
    private @Nullable PipesException failure;

    ArchiveImport(NodeContext node, HistoryNode histories, BlobNode blobs) {
        this.node = node;
        this.histories = histories;
        reader = new ArchiveReader(node.suite());
        runs = new RunIntake(node, count);
        contents = new ContentIntake(blobs, count);
    }

    @Override
    public CompletionStage<ImportReport> take(Bytes chunk) {
        return OnLoop.compose(node.loop(), () -> {
            begin();
            reader.add(chunk);
            return parts().handle(this::ended);
        });
    }

    @Override
    public CompletionStage<ImportReport> finish() {
        return OnLoop.compose(node.loop(), () -> {
            begin();
            try {
                reader.end();
                return CompletableFuture.completedFuture(ended(null, null));
            } catch (MalformedException cutOff) {
                throw fail(spoiled(cutOff));
            }
        });
    }

    private void begin() {
        if (failure != null) {
            throw failure;
        }
        if (busy) {
            throw new PipesException(
                    PipesException.Code.BUSY, "Give an import its next bytes when those before have been taken.");
        }
        busy = true;
    }

    private ImportReport ended(@Nullable Void done, @Nullable Throwable why) {
        busy = false;
        if (why != null) {
            Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
            throw fail(
                    cause instanceof PipesException known
                            ? known
                            : new PipesException(PipesException.Code.INTERNAL, "The import failed.", cause));
        }
        return count.report(pipeline, reader.isOver());
    }

    private PipesException fail(PipesException why) {
        failure = why;
        return why;
    }

    static PipesException spoiled(MalformedException why) {
        return new PipesException(
                PipesException.Code.INVALID_ARGUMENT,
                "The archive cannot be read on: " + why.reason() + ". What was taken before stays. Export it again.");
    }

    /** All that are whole; each in a task of its own, as a hostile file has as many as fit, which must not pile up on the stack. */
    private CompletionStage<Void> parts() {
        CompletableFuture<Void> all = new CompletableFuture<>();
        goOn(all);
        return all;
    }

    private void goOn(CompletableFuture<Void> all) {
        try {
            Optional<ArchivePart> part = reader.next();
            if (part.isEmpty()) {
                all.complete(null);
            } else {
                part(part.get()).whenCompleteAsync((done, why) -> after(why, all), node.loop());
            }
        } catch (MalformedException spoiled) {
            all.completeExceptionally(spoiled(spoiled));
        } catch (RuntimeException failure) {
            all.completeExceptionally(failure);
        }
    }

    private void after(@Nullable Throwable why, CompletableFuture<Void> all) {
        if (why == null) {
            goOn(all);
        } else {
            all.completeExceptionally(why);
        }
    }

    private CompletionStage<Void> part(ArchivePart part) {
        if (part instanceof ArchivePart.Header header) {
            return header(header);
        } else if (part instanceof ArchivePart.Log log) {
            return node.membership().take(log.operations()).thenAccept(this::taken);
        } else if (part instanceof ArchivePart.Run run) {
            return history().thenCompose(history -> runs.take(run, history));
        } else if (part instanceof ArchivePart.Blob blob) {
            return history().thenCompose(history -> contents.begin(blob.manifest(), history));
        } else if (part instanceof ArchivePart.Chunk chunk) {
            return contents.take(chunk.bytes());
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> header(ArchivePart.Header header) {
        if (!header.network().equals(node.network())) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The archive is of another network: " + header.network().text() + "."));
        }
        tag = header.tag();
        return CompletableFuture.completedFuture(null);
    }

    /** What rests on a refused operation is refused as well, and so may be packets: the report says so. */
    private void taken(Membership.LogIntake intake) {
        count.operations(intake.taken());
        intake.refusal().ifPresent(why -> count.refuse(0, "membership log: " + why));
    }

    private CompletionStage<History> history() {
        return histories
                .opening(tag)
                .map(opening -> opening.thenApply(history -> {
                    pipeline = Optional.of(history.pipeline().name());
                    return history;
                }))
                .orElseGet(() -> CompletableFuture.failedFuture(new PipesException(
                        PipesException.Code.NOT_FOUND,
                        "The membership log names no persistent pipeline of which this archive is.")));
    }
}
