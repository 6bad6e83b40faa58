// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Brings pipelines and messages to every node. */
@Component(service = NodeExtension.class)
public final class PipelineExtension implements NodeExtension {
    @Activate
    public PipelineExtension() {}

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return PipelineAttachment.begin(node);
    }
}
