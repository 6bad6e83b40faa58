// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.base.id.OperationId;
import io.pipes.spi.node.Membership;

/** A change of a pipeline's settings that somebody had the right to, and what the membership log says about it. */
record SettingsClaim(Membership.Statement statement, PipelineChange change) {
    /** Whether it was made by opening the pipeline, and not by changing one that was there. */
    boolean isOpening() {
        return statement.kind().equals(OpeningStatement.KIND);
    }

    OperationId id() {
        return statement.id();
    }

    Role authorRole() {
        return statement.authorRole();
    }
}
