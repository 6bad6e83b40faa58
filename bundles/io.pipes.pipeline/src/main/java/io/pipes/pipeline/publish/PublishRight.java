// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.util.Optional;

/** Whether this node may publish to a pipeline, and what to do if not. */
final class PublishRight {
    private PublishRight() {}

    /** Empty if it may. */
    static Optional<PipesException> refusal(NodeContext node, PipelineEntry pipeline) {
        Optional<Member> self = node.membership().member(node.id());
        if (self.isEmpty()) {
            return Optional.of(new PipesException(
                    PipesException.Code.REVOKED,
                    "This node was removed from the network. Ask an admin for a new invitation."));
        }
        return pipeline.writableBy(self.get())
                ? Optional.empty()
                : Optional.of(denied(pipeline, self.get().role()));
    }

    private static PipesException denied(PipelineEntry pipeline, Role own) {
        Role needed = pipeline.settings().publishers();
        return new PipesException(
                PipesException.Code.DENIED,
                "This node may not publish to '" + pipeline.name() + "': that needs the role " + needed.text()
                        + ", and its role is " + own.text() + ". Ask an admin for another role.");
    }
}
