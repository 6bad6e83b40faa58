// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream;

import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.stream.StreamEnding;
import io.pipes.stream.flow.WindowBudget;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Brings streams to every node. When a node goes, its streams wait here for a minute: it comes back when only the kernel's bundle was
 * replaced, and with it the program at the end of a stream notices nothing.
 */
@Component(service = NodeExtension.class)
public final class StreamExtension implements NodeExtension {
    private static final Duration WAITING = Duration.ofMinutes(1);

    /** What windows of streams that carry much may grow to, of each node. */
    private static final long WINDOWS_BYTES = 128L << 20;

    private final Map<NodeId, Kept> nodes = new ConcurrentHashMap<>();
    private volatile boolean over;

    /** The streams of a node, and where they live. */
    private static final class Kept {
        private final NodeStreams streams;
        private final Loop loop;
        private int lives;

        Kept(NodeContext node) {
            streams = new NodeStreams(node, new WindowBudget(WINDOWS_BYTES));
            loop = node.loop();
        }
    }

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        Kept kept = nodes.compute(
                node.id(), (id, known) -> known != null && known.loop == node.loop() ? known : new Kept(node));
        int life = ++kept.lives;
        return CompletableFuture.completedFuture(
                StreamAttachment.begin(node, kept.streams, () -> detached(node.id(), kept, life)));
    }

    private void detached(NodeId node, Kept kept, int life) {
        if (over) {
            end(node, kept, StreamEnding.WITHDRAWN);
            return;
        }
        kept.loop.schedule(WAITING, () -> {
            if (kept.lives == life) {
                end(node, kept, StreamEnding.LOST);
            }
        });
    }

    private void end(NodeId node, Kept kept, StreamEnding why) {
        nodes.remove(node, kept);
        kept.streams.end(why);
    }

    /** Ends all streams: nobody would be there to go on with them. */
    @Deactivate
    public void stop() {
        over = true;
        nodes.forEach((node, kept) -> kept.loop.execute(() -> end(node, kept, StreamEnding.WITHDRAWN)));
    }
}
