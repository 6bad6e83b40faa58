// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.base.Clamp;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.pipeline.live.SharedPackets;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Brings pipelines and messages to every node. */
@Component(service = NodeExtension.class, configurationPid = "io.pipes.pipeline")
@Designate(ocd = PipelineConfig.class)
public final class PipelineExtension implements NodeExtension {
    /** What contents of one other member may take where nobody set anything. */
    static final long USUAL_MEMBER_BYTES = 2_560L << 20;

    private final String process;
    private final HeldRules rules;
    private final long memberBytes;
    private final SharedPackets shared = new SharedPackets();

    @Activate
    public PipelineExtension(PipelineConfig config) {
        this(thisProcess(), rules(config), Clamp.between(config.contents_share(), 0L, 16_777_216L) << 20);
    }

    /** As {@link #PipelineExtension(String, HeldRules, long)}, with as much for each member as there is. */
    public PipelineExtension(String process, HeldRules rules) {
        this(process, rules, Long.MAX_VALUE);
    }

    /**
     * @param process tells this process from all others that ever used the same stores; who subscribed in it may come back
     * @param rules how messages for nodes that are away are held
     * @param memberBytes how much contents above 1 MiB of one other member's messages may take at a node without anybody having asked for
     *     them
     */
    public PipelineExtension(String process, HeldRules rules, long memberBytes) {
        this.process = process;
        this.rules = rules;
        this.memberBytes = memberBytes;
    }

    /** As in a container in which nobody set anything; see {@link #PipelineExtension(String, HeldRules, long)}. */
    public static PipelineExtension usual(String process) {
        return new PipelineExtension(process, HeldRules.DEFAULT, USUAL_MEMBER_BYTES);
    }

    /** What is out of bounds is brought into them: a wrong figure must not leave nodes without pipelines. */
    private static HeldRules rules(PipelineConfig config) {
        return new HeldRules(
                Clamp.between(config.holders(), 0, 16),
                Duration.ofDays(Clamp.between(config.hold_days(), 1, 365)),
                Clamp.between(config.hold_room(), 0L, 65_536L) << 20);
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

    /** Numbers of messages and letters are between two nodes, so are letters; what a replaced bundle leaves is of this process. */
    @Override
    public Collection<String> ownAreas() {
        return List.of("pipeline/delivered", "pipeline/held", "pipeline/outbox", "pipeline/live");
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return PipelineAttachment.begin(node, process, shared, rules, memberBytes);
    }
}
