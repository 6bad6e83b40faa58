// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.base.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What this node has of a persistent pipeline, as the bytes of a file that another member can import. They are made as they are asked for:
 * who is slow costs nothing, and about 1 MiB is held at a time. Nothing has to be closed. May be used from any thread.
 */
@ProviderType
public interface HistoryExport {
    /**
     * The next bytes of the file, at most 1,056,772 of them; the first call decides what of the history is written.
     *
     * @return empty when the file is whole. Fails with {@code STORAGE}, or with {@code BUSY} while the call before has not completed and
     *     when the pipeline has been replaced, after which the export has to begin again
     */
    CompletionStage<Optional<Bytes>> next();
}
