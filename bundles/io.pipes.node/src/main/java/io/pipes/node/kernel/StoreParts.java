// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.node.backup.BackupPart;
import io.pipes.node.backup.StorePicture;
import io.pipes.spi.storage.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The picture of a store, cut into parts. */
final class StoreParts implements PartSource {
    /** So much is in one part, unless one value is longer. */
    private static final int PART_BYTES = 256 << 10;

    private final StorePicture picture;
    private final Deque<Change> waiting = new ArrayDeque<>();

    StoreParts(StorePicture picture) {
        this.picture = picture;
    }

    @Override
    public CompletionStage<Optional<BackupPart>> next() {
        if (!waiting.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of(part()));
        }
        return picture.next().thenApply(more -> {
            more.ifPresent(waiting::addAll);
            return more.map(some -> part());
        });
    }

    private BackupPart part() {
        List<Change> changes = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && changes.size() < BackupPart.MAX_CHANGES) {
            bytes += size(waiting.peek());
            if (!changes.isEmpty() && bytes > PART_BYTES) {
                break;
            }
            changes.add(waiting.remove());
        }
        return new BackupPart.Changes(List.copyOf(changes));
    }

    private static int size(Change change) {
        return change.value() == null ? 0 : change.value().size();
    }

    @Override
    public void close() {
        picture.close();
    }
}
