// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.pipes.benchmarks.node.PlainNode;
import io.pipes.benchmarks.node.Relay;
import io.pipes.engine.EngineParts;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.NodeContext;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** As {@link PipesCarrier}, between two nodes that listen nowhere and reach each other through a third process. */
final class RelayedCarrier implements Carrier {
    private static final String SINK = "sink";
    private static final long LOOK_MILLIS = 20;

    @Override
    public Source source(Path scratch) throws Exception {
        Relay relay = Relay.start(scratch.resolveSibling("relay"));
        PipesCarrier.Pouring pouring = new PipesCarrier.Pouring();
        PlainNode node =
                PlainNode.startHidden(EngineParts.start(), scratch, "source", new PipesCarrier.Extension(pouring));
        LocalNetwork network = node.join(relay.ticket());
        return new Way(new PipesCarrier.Pipe(pouring, relay.ticket()), pouring, network);
    }

    @Override
    public void sink(String ticket, Path scratch, Blocks blocks) throws Exception {
        PipesCarrier.Basin basin = new PipesCarrier.Basin(blocks);
        PlainNode.startHidden(EngineParts.start(), scratch, SINK, new PipesCarrier.Extension(basin))
                .join(ticket);
        basin.open.get(PipesCarrier.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private record Way(PipesCarrier.Pipe pipe, PipesCarrier.End end, LocalNetwork network) implements Source {
        @Override
        public String address() {
            return pipe.address();
        }

        /** The sink is a member as soon as the relay says so; then there is something to want. */
        @Override
        public void await() throws Exception {
            NodeContext node = end.node;
            while (node != null && !end.open.isDone()) {
                network.nodes().stream()
                        .filter(other -> other.name().equals(SINK))
                        .forEach(sink -> node.loop().execute(() -> node.links().want(sink.node())));
                Thread.sleep(LOOK_MILLIS);
            }
            pipe.await();
        }

        @Override
        public void pour(long first, long blocks) {
            pipe.pour(first, blocks);
        }
    }
}
