// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.local.LocalPipeline;
import java.util.concurrent.CompletionStage;

/** A pipeline that somebody on this node uses. */
public interface OpenPipeline extends LocalPipeline {
    /** The pipeline's settings may change, and its name, when somebody else claims it too. Called often. */
    void changed(PipelineEntry now);

    /** Whether what is published here is kept. */
    boolean keeps();

    /** What waits to be published here. */
    PublishQueue queue();

    /** Takes nothing more to be published, and completes when what was begun has gone out and nothing is left to do but to close. */
    default CompletionStage<Void> finish() {
        return queue().finish();
    }
}
