// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.node.backup.BackupPart;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Some parts of a backup, one after the other as they are asked for. Lives on the loop. */
interface PartSource {
    /** The next part; empty when there are no more. One call at a time. */
    CompletionStage<Optional<BackupPart>> next();

    /** Gives back what it holds. */
    default void close() {}

    static PartSource of(List<? extends BackupPart> parts) {
        Iterator<? extends BackupPart> left = parts.iterator();
        return () -> CompletableFuture.completedFuture(left.hasNext() ? Optional.of(left.next()) : Optional.empty());
    }
}
