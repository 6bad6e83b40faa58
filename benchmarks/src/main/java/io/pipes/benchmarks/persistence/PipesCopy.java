// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.api.message.Message;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.benchmarks.node.Meter;
import io.pipes.benchmarks.node.PlainNode;
import io.pipes.engine.EngineParts;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.node.NodeExtension;
import io.pipes.testkit.nodes.TappedFeature;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A node that joins. It listens nowhere, so a link is there only while it wants one. Its bytes are counted, and what it says to its peer to
 * find out what differs.
 */
final class PipesCopy implements Copy {
    /** By then everything that follows a change has been said. */
    private static final int SETTLED_SECONDS = 10;

    private final PlainNode node;
    private final Meter meter;
    private final SyncTap tap;
    private LocalNetwork network;
    private NodeInfo origin;

    private PipesCopy(PlainNode node, Meter meter, SyncTap tap) {
        this.node = node;
        this.meter = meter;
        this.tap = tap;
    }

    static PipesCopy start(Path home) throws Exception {
        EngineParts parts = EngineParts.start();
        Meter meter = new Meter(parts.transports().get(0));
        SyncTap tap = new SyncTap();
        EngineParts observed = parts.carriedBy(List.of(meter)).having(tapped(parts.features(), tap));
        return new PipesCopy(PlainNode.startHidden(observed, home, "copy"), meter, tap);
    }

    private static List<NodeExtension> tapped(List<NodeExtension> features, SyncTap tap) {
        return features.stream()
                .map(feature -> feature.name().equals("pipeline") ? new TappedFeature(feature, () -> tap) : feature)
                .toList();
    }

    @Override
    public void obtain(String ticket, Consumer<Bytes> heard) throws Exception {
        network = node.join(ticket);
        PlainNode.await(this::notes).messages(From.START).subscribe(new Ear(heard));
    }

    private Optional<LocalPipeline> notes() {
        return network.facet(LocalPipelines.class).flatMap(pipelines -> pipelines.find(PipesOrigin.PIPELINE));
    }

    @Override
    public void leave() throws Exception {
        origin = network.nodes().stream()
                .filter(other -> other.name().equals(PipesOrigin.NAME))
                .findFirst()
                .orElseThrow();
        PlainNode.done(network.disconnect(origin.node()));
        PlainNode.await(() -> Optional.of(network).filter(this::isAlone));
    }

    private boolean isAlone(LocalNetwork seen) {
        return seen.nodes().stream().noneMatch(other -> other.state() == NodeState.CONNECTED);
    }

    @Override
    public void comeBack() {
        tap.forget();
        network.connect(origin.address().orElseThrow());
    }

    @Override
    public long wireBytes() {
        return meter.bytes();
    }

    /**
     * {@code compared}: what was said since it came back, to find out what differs and to obtain it. {@code rest}: so many seconds in which
     * nothing happens. {@code content}: a pipeline with one content of so many notes.
     */
    @Override
    public String obey(String[] command) throws Exception {
        return switch (command[0]) {
            case "compared" -> tap.told();
            case "rest" -> rest(Integer.parseInt(command[1]));
            case "content" -> content(command[1], Long.parseLong(command[2]));
            default -> Copy.super.obey(command);
        };
    }

    /** Bytes of the exchange, and all bytes on the wire. */
    private String rest(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
        tap.forget();
        long before = meter.bytes();
        TimeUnit.SECONDS.sleep(seconds);
        return tap.bytes() + " " + (meter.bytes() - before);
    }

    /** Nanoseconds from the call to join until it was read. */
    private String content(String ticket, long notes) throws InterruptedException {
        long begin = System.nanoTime();
        network = node.join(ticket);
        WholeContent whole = new WholeContent(notes);
        PlainNode.await(this::notes).messages(From.START).subscribe(whole);
        return String.valueOf(whole.await() - begin);
    }

    private record Ear(Consumer<Bytes> heard) implements Flow.Subscriber<Message> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message message) {
            heard.accept(message.content());
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException("Reading ended", failure);
        }

        @Override
        public void onComplete() {
            // A pipeline has no end.
        }
    }
}
