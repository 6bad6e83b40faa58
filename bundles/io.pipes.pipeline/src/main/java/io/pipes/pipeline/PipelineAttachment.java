// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.api.message.Messaging;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.pipeline.direct.DirectMessages;
import io.pipes.pipeline.live.LiveNode;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.storage.Change;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Pipelines and messages on one node, from attachment to detachment.
 *
 * <p>When the bundle is replaced, the predecessor leaves a state: which packets were seen, how far numbers went, and how many subscribers
 * there were. The successor takes it, offers its facets, and lets packets in and out when as many subscribers have come back or
 * {@link #SUBSCRIBERS_PATIENCE} has passed; until then the kernel holds the peers back, and publishers wait, because who subscribed here
 * reads what is published here too. The state is removed as it is read, so a crash later
 * never brings it back.
 */
final class PipelineAttachment implements NodeExtension.Attachment, MembershipListener {
    static final Duration SUBSCRIBERS_PATIENCE = Duration.ofMillis(1_000);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final String AREA = "pipeline/state";
    private static final Bytes KEY = Bytes.utf8("handover");
    private static final int MAX_STATE_BYTES = 2 << 20;
    private static final int MAX_SUBSCRIBERS = 1 << 20;

    private final NodeContext node;
    private final LiveNode live;
    private final DirectMessages direct;
    private Cancellable waiting = () -> {};

    private PipelineAttachment(NodeContext node) {
        this.node = node;
        live = new LiveNode(node);
        direct = new DirectMessages(node);
    }

    static CompletionStage<NodeExtension.Attachment> begin(NodeContext node) {
        PipelineAttachment attachment = new PipelineAttachment(node);
        return attachment
                .takeHandover()
                .thenCompose(expected -> attachment.direct.load().thenApply(done -> expected))
                .thenApply(expected -> {
                    attachment.open(expected);
                    return attachment;
                });
    }

    private CompletionStage<Integer> takeHandover() {
        return node.store()
                .read(AREA, KEY)
                .thenCompose(state -> state.isEmpty()
                        ? CompletableFuture.completedFuture(0)
                        : node.store()
                                .commit(List.of(Change.remove(AREA, KEY)))
                                .thenApply(removed -> resume(state.get())));
    }

    private int resume(Bytes state) {
        try {
            CborReader in = new CborReader(state);
            in.readArrayExactly(2);
            int subscribers = in.readInt(0, MAX_SUBSCRIBERS);
            live.resume(in.readBytes(MAX_STATE_BYTES));
            in.end();
            return subscribers;
        } catch (MalformedException unknown) {
            // Written by another version: begin as after a restart.
            return 0;
        }
    }

    private void open(int expectedSubscribers) {
        node.membership().listen(this);
        node.offer(Messaging.class, direct);
        node.offer(Pipelines.class, live.facet());
        node.links().handle(DirectMessages.PROTOCOL, direct);
        letPacketsPass(expectedSubscribers, node.clock().nanos() + SUBSCRIBERS_PATIENCE.toNanos());
    }

    private void letPacketsPass(int expectedSubscribers, long deadlineNanos) {
        if (live.subscribers() >= expectedSubscribers || node.clock().nanos() - deadlineNanos >= 0) {
            node.links().handle(live.protocol(), live.handler());
            live.begin();
        } else {
            waiting = node.loop().schedule(LOOK_AGAIN, () -> letPacketsPass(expectedSubscribers, deadlineNanos));
        }
    }

    @Override
    public void joined(Member member) {
        live.joined(member);
    }

    @Override
    public void changed(Member before, Member now) {
        live.changed(before, now);
    }

    @Override
    public void removed(Member member) {
        direct.removed(member.id());
        live.removed(member);
    }

    @Override
    public void stated(Membership.Statement statement) {
        live.stated(statement);
    }

    @Override
    public CompletionStage<Void> detach() {
        waiting.cancel();
        int subscribers = live.subscribers();
        CompletionStage<Void> messages = direct.finish();
        return live.finish().thenCompose(state -> save(subscribers, state)).thenCompose(saved -> messages);
    }

    private CompletionStage<Long> save(int subscribers, Bytes state) {
        Bytes handover = new CborWriter(state.size() + 16)
                .writeArray(2)
                .writeUnsigned(subscribers)
                .writeBytes(state)
                .toBytes();
        return node.store().commit(List.of(Change.put(AREA, KEY, handover)));
    }
}
