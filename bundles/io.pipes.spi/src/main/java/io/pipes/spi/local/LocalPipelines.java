// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.base.id.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/** The pipelines of a network. A facet of it. May be used from any thread. */
@ProviderType
public interface LocalPipelines {
    /**
     * Makes a pipeline that all members see; durable when the stage completes.
     *
     * @param name 1 to 64 characters of {@code a-z 0-9 . _ -}; fails with {@code ALREADY_EXISTS} when the network has it
     * @param kind {@code PERSISTENT} fails with {@code FEATURE_MISSING} where no store for history is installed
     * @param with the other end; only for, and needed for, {@code POINT_TO_POINT}
     */
    default CompletionStage<LocalPipeline> create(String name, PipelineKind kind, Optional<NodeId> with) {
        return create(name, kind, with, HistoryPolicy.FULL);
    }

    /**
     * As {@link #create(String, PipelineKind, Optional)}, with a policy for those who join later.
     *
     * @param history counts for {@code PERSISTENT} pipelines only
     */
    default CompletionStage<LocalPipeline> create(
            String name, PipelineKind kind, Optional<NodeId> with, HistoryPolicy history) {
        return create(name, kind, with, history, Retention.ALL);
    }

    /**
     * As {@link #create(String, PipelineKind, Optional, HistoryPolicy)}, with a limit to what is kept.
     *
     * @param retention counts for {@code PERSISTENT} pipelines only
     */
    default CompletionStage<LocalPipeline> create(
            String name, PipelineKind kind, Optional<NodeId> with, HistoryPolicy history, Retention retention) {
        return create(name, kind, with, PipelineSettings.DEFAULT.with(history).with(retention));
    }

    /**
     * As {@link #create(String, PipelineKind, Optional)}, with all that can be changed later.
     *
     * @param settings fails with {@code INVALID_ARGUMENT} where they make no sense: a history policy and retention for other than {@code
     *     PERSISTENT} pipelines, roles for {@code POINT_TO_POINT} ones
     */
    CompletionStage<LocalPipeline> create(
            String name, PipelineKind kind, Optional<NodeId> with, PipelineSettings settings);

    /**
     * The pipeline of this name, which is made if this node knows of none; durable when the stage completes. Members who open a name without
     * having heard of each other open the same pipeline: it belongs to nobody alone, so only admins change its settings.
     *
     * @param name 1 to 64 characters of {@code a-z 0-9 . _ -}
     * @param kind {@code LIVE} or {@code PERSISTENT}; that of a pipeline which is there stays as it is, and of members who open one at the same
     *     time one who says {@code PERSISTENT} is enough
     * @return fails with {@code AMBIGUOUS} when several pipelines claim the name, {@code DENIED} when this node may not read the one that
     *     has it, or would have to make it and is no writer, {@code REFUSED} when this node may make no more
     */
    CompletionStage<LocalPipeline> open(String name, PipelineKind kind);

    /**
     * Changes settings of a pipeline for all members; durable when the stage completes. Of changes that are made at the same time by
     * members who do not know of each other's the same one counts everywhere, for each setting by itself.
     *
     * @param name of a pipeline that this node may see
     * @return how it is then. Fails with {@code NOT_FOUND}, {@code REFUSED} unless this node made the pipeline and may write, or is an
     *     admin, and with {@code INVALID_ARGUMENT} where the change makes no sense, see {@link #create(String, PipelineKind, Optional,
     *     PipelineSettings)}
     */
    CompletionStage<LocalPipeline> change(String name, PipelineChange change);

    /** All pipelines this node may see, in order of name. */
    List<LocalPipeline> list();

    /**
     * The pipeline of a name, if this node may see it.
     *
     * @throws io.pipes.api.PipesException {@code AMBIGUOUS} when several pipelines claim the name, with the names that they have instead
     */
    Optional<LocalPipeline> find(String name);

    /**
     * All pipelines that this node may see, then each that is new or has another name or other settings, as it is when the subscriber's turn
     * comes. Who reads slowly gets the newest of each. Fails with {@code FEATURE_MISSING} while the feature is being replaced.
     */
    Flow.Publisher<PipelineInfo> changes();

    /**
     * What this node has of a persistent pipeline, for a file that another member imports: packets as they travel, and the membership log
     * without which they say nothing to a node that is behind.
     *
     * @param name of a pipeline that this node may see
     * @param contents whether contents above 1 MiB are written as well, sealed as they are, as far as they are here
     * @return fails with {@code NOT_FOUND}, {@code INVALID_ARGUMENT} for one that keeps nothing, {@code BUSY} while it is being opened
     */
    CompletionStage<HistoryExport> exportHistory(String name, boolean contents);

    /** As {@link #exportHistory(String, boolean)}, without contents above 1 MiB. */
    default CompletionStage<HistoryExport> exportHistory(String name) {
        return exportHistory(name, false);
    }

    /** Begins to take what another member exported of a pipeline of this network, which this node need not have heard of. */
    HistoryImport importHistory();
}
