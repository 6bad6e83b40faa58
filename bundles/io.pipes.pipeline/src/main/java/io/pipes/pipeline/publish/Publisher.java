// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.publish;

import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.pipeline.packet.ContentRules;
import io.pipes.pipeline.state.PipelineState;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes messages for a pipeline from whoever may publish there, and from any thread. */
public final class Publisher {
    private final NodeContext node;
    private final PublishQueue queue;

    public Publisher(NodeContext node, PublishQueue queue) {
        this.node = node;
        this.queue = queue;
    }

    /** @param pipeline as it is called now */
    public CompletionStage<Sent> publish(PipelineEntry pipeline, Content content) {
        if (PipelineState.isReserved(content.contentType())) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The content type " + content.contentType()
                            + " belongs to the pipeline's state. Choose another one.");
        }
        return publishAnyType(pipeline, content);
    }

    /** Also what applications may not publish. */
    public CompletionStage<Sent> publishAnyType(PipelineEntry pipeline, Content content) {
        ContentRules.check(content);
        return OnLoop.compose(node.loop(), () -> {
            Optional<PipesException> refusal = refusal(pipeline);
            return refusal.isPresent() ? CompletableFuture.failedFuture(refusal.get()) : queue.publish(content);
        });
    }

    private Optional<PipesException> refusal(PipelineEntry pipeline) {
        Optional<Member> self = node.membership().member(node.id());
        if (self.isEmpty()) {
            return Optional.of(new PipesException(
                    PipesException.Code.REVOKED,
                    "This node was removed from the network. Ask an admin for a new invitation."));
        }
        if (!pipeline.writableBy(self.get())) {
            return Optional.of(new PipesException(
                    PipesException.Code.REFUSED,
                    "This node may not publish to '" + pipeline.name() + "': its role is "
                            + self.get().role().text() + ". Ask an admin for another role."));
        }
        return Optional.empty();
    }
}
