// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.pipeline.live.SharedPackets;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Brings pipelines and messages to every node. */
@Component(service = NodeExtension.class)
public final class PipelineExtension implements NodeExtension {
    private final String process;
    private final SharedPackets shared = new SharedPackets();

    @Activate
    public PipelineExtension() {
        this(thisProcess());
    }

    /** @param process tells this process from all others that ever used the same stores; who subscribed in it may come back */
    public PipelineExtension(String process) {
        this.process = process;
    }

    private static String thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return self.pid() + " "
                + self.info().startInstant().map(Instant::toString).orElse("");
    }

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return PipelineAttachment.begin(node, process, shared);
    }
}
