// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.base.Bytes;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes what a {@link HistoryExport} made on another member's node. Nothing of it is trusted: operations of the membership log and packets
 * are checked as those of a peer are, and what is good is durable when a stage completes, whatever comes afterwards. Once it has failed it
 * stays failed; a new import passes over what is there. Nothing has to be closed. May be used from any thread.
 */
@ProviderType
public interface HistoryImport {
    /**
     * The next bytes of the file, cut anywhere.
     *
     * @param chunk best 1 MiB or less: it is held until it has been dealt with
     * @return what has become of the file so far. Fails with {@code INVALID_ARGUMENT} when it is not an export of this network or is
     *     damaged, {@code NOT_FOUND} when the network has no such pipeline, {@code STORAGE}, or {@code BUSY} while the call before has
     *     not completed or when the pipeline has been replaced
     */
    CompletionStage<ImportReport> take(Bytes chunk);

    /** Nothing more comes. Fails with {@code INVALID_ARGUMENT} when the file is cut off. */
    CompletionStage<ImportReport> finish();
}
