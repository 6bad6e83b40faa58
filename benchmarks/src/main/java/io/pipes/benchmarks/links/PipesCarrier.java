// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.pipes.api.network.InvitationTerms;
import io.pipes.base.Bytes;
import io.pipes.benchmarks.node.PlainNode;
import io.pipes.engine.EngineParts;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One exchange of class BULK on the link of two nodes, used by a small extension as features use it. */
final class PipesCarrier implements Carrier {
    private static final Protocol PROTOCOL = new Protocol("benchmark.1", TrafficClass.BULK, 8 << 20);
    static final long PATIENCE_SECONDS = 30;

    @Override
    public Source source(Path scratch) throws Exception {
        Pouring pouring = new Pouring();
        PlainNode node = PlainNode.start(EngineParts.start(), scratch, "source", new Extension(pouring));
        String ticket = PlainNode.done(node.create("benchmark").invite(InvitationTerms.DEFAULT))
                .ticket();
        return new Pipe(pouring, ticket);
    }

    @Override
    public void sink(String ticket, Path scratch, Blocks blocks) throws Exception {
        Basin basin = new Basin(blocks);
        PlainNode.start(EngineParts.start(), scratch, "sink", new Extension(basin))
                .join(ticket);
        basin.open.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    record Pipe(Pouring pouring, String address) implements Source {
        @Override
        public void await() throws Exception {
            pouring.open.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void pour(long first, long blocks) {
            pouring.pour(first, blocks);
        }
    }

    /** Handles the protocol on each node. */
    record Extension(End end) implements NodeExtension {
        @Override
        public String name() {
            return "benchmark";
        }

        @Override
        public CompletionStage<Attachment> attach(NodeContext node) {
            end.node = node;
            node.links().handle(PROTOCOL, end);
            return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
        }
    }

    /** What both ends have in common. */
    abstract static class End implements ExchangeHandler {
        final CompletableFuture<Exchange> open = new CompletableFuture<>();
        volatile @Nullable NodeContext node;

        @Override
        public void opened(Exchange exchange) {
            open.complete(exchange);
        }

        @Override
        public void received(Exchange exchange, Bytes message) {}

        @Override
        public void closed(Exchange exchange) {
            System.err.println("the link has ended");
        }
    }

    /** Sends while the link has room. Lives on the loop, but for {@link #pour}. */
    static final class Pouring extends End {
        private long next;
        private long end;

        void pour(long first, long blocks) {
            NodeContext here = node;
            if (here == null) {
                throw new IllegalStateException("not attached");
            }
            here.loop().execute(() -> {
                next = first;
                end = first + blocks;
                writable(open.join());
            });
        }

        @Override
        public void writable(Exchange exchange) {
            while (next < end && exchange.writable()) {
                exchange.send(Bytes.wrap(Blocks.make(next++)));
            }
        }
    }

    static final class Basin extends End {
        private final Blocks blocks;

        Basin(Blocks blocks) {
            this.blocks = blocks;
        }

        @Override
        public void received(Exchange exchange, Bytes message) {
            blocks.take(message.buffer());
        }
    }
}
