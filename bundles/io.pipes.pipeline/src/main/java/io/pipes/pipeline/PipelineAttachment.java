// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.base.Cancellable;
import io.pipes.pipeline.direct.DirectMessages;
import io.pipes.pipeline.held.HeldNode;
import io.pipes.pipeline.held.HeldRules;
import io.pipes.pipeline.live.SharedPackets;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Pipelines and messages on one node, from attachment to detachment.
 *
 * <p>When the bundle is replaced, the successor takes over what the predecessor left in the store and offers its facets. It lets packets
 * in and out when as many subscribers have come back as there were, or {@link #SUBSCRIBERS_PATIENCE} has passed: a pause can be borne, a
 * message that nobody was there to hear cannot be brought back. Until then the kernel holds the peers back, and publishers wait, because
 * who subscribed here hears what is published here too.
 */
final class PipelineAttachment implements NodeExtension.Attachment, MembershipListener {
    static final Duration SUBSCRIBERS_PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final NodeContext node;
    private final String process;
    private final PipelineNode pipelines;
    private final DirectMessages direct;
    private Cancellable waiting = () -> {};

    private PipelineAttachment(
            NodeContext node, String process, SharedPackets shared, HeldRules rules, long memberBytes) {
        this.node = node;
        this.process = process;
        pipelines = new PipelineNode(node, shared, memberBytes);
        direct = new DirectMessages(node, rules);
    }

    static CompletionStage<NodeExtension.Attachment> begin(
            NodeContext node, String process, SharedPackets shared, HeldRules rules, long memberBytes) {
        PipelineAttachment attachment = new PipelineAttachment(node, process, shared, rules, memberBytes);
        return attachment
                .pipelines
                .load(process)
                .thenCompose(loaded -> attachment.direct.load())
                .thenCompose(loaded -> attachment.readLog())
                .thenApply(read -> {
                    attachment.open();
                    return attachment;
                });
    }

    private CompletionStage<Void> readLog() {
        node.membership().listen(this);
        return pipelines.readLog();
    }

    private void open() {
        direct.readLog();
        node.offer(LocalMessaging.class, direct);
        node.offer(LocalPipelines.class, pipelines.facet());
        node.links().handle(DirectMessages.PROTOCOL, direct);
        node.links().handle(HeldNode.PROTOCOL, direct.letters());
        letPacketsPass(node.clock().nanos() + SUBSCRIBERS_PATIENCE.toNanos());
    }

    private void letPacketsPass(long deadlineNanos) {
        if (pipelines.subscribersAreBack() || node.clock().nanos() - deadlineNanos >= 0) {
            pipelines.begin();
            node.beforeBoxKeysGo(direct.letters()::keysMayGo);
        } else {
            waiting = node.loop().schedule(LOOK_AGAIN, () -> letPacketsPass(deadlineNanos));
        }
    }

    @Override
    public void joined(Member member) {
        pipelines.joined(member);
    }

    @Override
    public void changed(Member before, Member now) {
        pipelines.changed(before, now);
    }

    @Override
    public void outdated(Member member) {
        pipelines.outdated(member);
    }

    @Override
    public void removed(Member member) {
        direct.removed(member.id());
        pipelines.removed(member);
    }

    @Override
    public void voided() {
        pipelines.voided();
    }

    @Override
    public void stated(Membership.Statement statement) {
        pipelines.stated(statement);
    }

    @Override
    public void cameVoid(Membership.Statement statement) {
        pipelines.cameVoid(statement);
    }

    @Override
    public CompletionStage<Void> detach() {
        waiting.cancel();
        CompletionStage<Void> messages = direct.finish();
        return pipelines.finish(process).thenCombine(messages, (packets, done) -> null);
    }
}
