// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.api.Task;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** The pipelines of a network. A handle, which may be used from any thread. */
@ProviderType
public interface Pipelines {
    /** A handle for the pipeline of this name. Whether there is one shows when it is used. */
    Pipeline get(String name);

    /**
     * Makes a pipeline of this node's own that all members see; durable when the stage completes. Where several are made under one name at
     * once, each gets another name; where all nodes need the same one, they {@link #open} it.
     *
     * @param name 1 to 64 characters of {@code a-z 0-9 . _ -}; fails with {@code ALREADY_EXISTS} when the network has it
     * @param kind {@code PERSISTENT} fails with {@code FEATURE_MISSING} where no store for history is installed; {@code POINT_TO_POINT} is
     *     made with {@link #createWith}
     */
    default CompletionStage<Pipeline> create(String name, PipelineKind kind) {
        return create(name, kind, PipelineSettings.DEFAULT);
    }

    /**
     * As {@link #create(String, PipelineKind)}, with all that can be changed later.
     *
     * @param settings fails with {@code INVALID_ARGUMENT} where they make no sense: a history policy and retention for other than {@code
     *     PERSISTENT} pipelines
     */
    CompletionStage<Pipeline> create(String name, PipelineKind kind, PipelineSettings settings);

    /**
     * Makes a pipeline between this node and another one.
     *
     * @param node by its name, its id, or the beginning of that
     */
    CompletionStage<Pipeline> createWith(String name, String node);

    /**
     * The pipeline of this name, which is made if the network does not have it; durable when the stage completes. Applications on all nodes may
     * begin with it: nodes that open a name at the same time, or apart from each other, open the same pipeline, and what was published on either
     * side of a partition is in it. It belongs to nobody alone, so only admins change its settings.
     *
     * @param name 1 to 64 characters of {@code a-z 0-9 . _ -}; fails with {@code AMBIGUOUS} when it was also given to {@link #create} by
     *     somebody who had not heard of it, and with {@code DENIED} when this node may not read the pipeline that has it,
     *     or has heard of none and is no writer
     * @param kind {@code LIVE} or {@code PERSISTENT}; that of a pipeline which is there stays as it is, and where nodes that open one at the
     *     same time disagree it becomes {@code PERSISTENT}
     */
    CompletionStage<Pipeline> open(String name, PipelineKind kind);

    /**
     * Takes in what {@link Pipeline#exportTo} wrote on another member's node. Nothing of it is trusted; what is good is durable at once, also if
     * it fails later or is cancelled, and is passed over the next time.
     *
     * @param file stays the caller's; it is read on the executor, where it may block, and not closed
     * @return its progress counts bytes. Fails as {@link HistoryImport#take}, with {@code INVALID_ARGUMENT} also when the stream fails
     */
    Task<ImportReport> importFrom(InputStream file);

    /** All pipelines this node may see, in order of name. */
    CompletionStage<List<PipelineInfo>> list();

    /**
     * All pipelines that this node may see, then each that is new or has another name or other settings. Who reads slowly gets the newest of
     * each.
     */
    Flow.Publisher<PipelineInfo> changes();
}
