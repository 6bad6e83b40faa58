// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream;

import io.pipes.spi.local.LocalStreams;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Streams on one node, from attachment to detachment; the streams themselves may live longer. */
final class StreamAttachment implements NodeExtension.Attachment, MembershipListener {
    private final NodeStreams streams;
    private final Runnable detached;

    private StreamAttachment(NodeStreams streams, Runnable detached) {
        this.streams = streams;
        this.detached = detached;
    }

    /** @param detached told when the node has gone, for a moment or for good */
    static NodeExtension.Attachment begin(NodeContext node, NodeStreams streams, Runnable detached) {
        StreamAttachment attachment = new StreamAttachment(streams, detached);
        node.membership().listen(attachment);
        streams.attach(node);
        node.offer(LocalStreams.class, streams);
        return attachment;
    }

    @Override
    public void removed(Member member) {
        streams.removed(member.id());
    }

    @Override
    public CompletionStage<Void> detach() {
        streams.detach();
        detached.run();
        return CompletableFuture.completedFuture(null);
    }
}
