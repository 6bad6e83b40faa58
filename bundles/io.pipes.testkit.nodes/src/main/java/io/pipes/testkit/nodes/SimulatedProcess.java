// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.identity.HomeIdentities;
import io.pipes.node.kernel.Kernel;
import io.pipes.node.kernel.Surroundings;
import io.pipes.node.kernel.Timing;
import io.pipes.pipeline.PipelineExtension;
import io.pipes.presence.PresenceExtension;
import io.pipes.routing.RelayBudget;
import io.pipes.routing.RoutingExtension;
import io.pipes.service.ServiceExtension;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.home.Settings;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.storage.PacketStores;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.transport.Address;
import io.pipes.stream.StreamExtension;
import io.pipes.testkit.network.SimulatedHost;
import io.pipes.testkit.network.SimulatedTransport;
import io.pipes.testkit.storage.BlobShelf;
import io.pipes.testkit.storage.MemoryBlobStores;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What runs on a machine between two crashes: the kernel, its surroundings, and one who listens to everything. */
final class SimulatedProcess {
    private static final int PORT = 7171;

    /** How often a process that was started looks whether there is something to listen to. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(1);

    private static final Duration LONGEST_LOOK = Duration.ofMillis(50);

    private final SimulatedPipes pipes;
    private final SimulatedNode node;
    private final SimulatedHost host;
    private final MemoryPacketStores memory;
    private final MemoryBlobStores blobs;
    private final HomeIdentities identities;
    private final Surroundings surroundings;
    private Kernel kernel;
    private Duration look = FIRST_LOOK;
    private TappedFeature routing;
    private final Membered membered = new Membered();
    private TappedFeature pipelines;
    private TappedFeature services;
    private final TappedFeature streams;
    private final PresenceExtension presence = new PresenceExtension();

    SimulatedProcess(SimulatedPipes pipes, SimulatedNode node, StoreShelf shelf, BlobShelf blobShelf) {
        this.pipes = pipes;
        this.node = node;
        host = node.host();
        memory = new MemoryPacketStores(shelf, pipes.plan().commit());
        CryptoSuite suite = pipes.suite(node.name());
        blobs = new MemoryBlobStores(blobShelf, suite, pipes.plan().commit());
        Keystore keystore = keystore(suite);
        identities =
                new HomeIdentities(keystore, suite, host.loops(), host.loop().clock(), host.randomness());
        routing = routingFeature();
        pipelines = pipelineFeature();
        services = serviceFeature();
        streams = streamFeature();
        surroundings = new Surroundings(
                host.loops(),
                host.randomness(),
                suite,
                keystore,
                stores(suite),
                blobs,
                identities,
                settings(),
                Timing.DEFAULT.withBoxes(pipes.plan().boxes()));
        kernel = new Kernel(surroundings);
    }

    private PacketStores stores(CryptoSuite suite) {
        return pipes.plan().stores().map(maker -> maker.make(host, suite)).orElse(memory);
    }

    Membered membered() {
        return membered;
    }

    Kernel kernel() {
        return kernel;
    }

    HomeIdentities identities() {
        return identities;
    }

    void start() {
        run();
        host.loop().execute(this::listenToNetwork);
    }

    private void run() {
        kernel.add(host.transport());
        if (pipes.plan().routed()) {
            kernel.add(routing);
            kernel.add(presence);
            kernel.add(services);
            kernel.add(streams);
        }
        kernel.add(pipelines);
        kernel.add(membered);
        kernel.start();
    }

    private TappedFeature pipelineFeature() {
        return new TappedFeature(
                new PipelineExtension(
                        host.loop().name() + "/" + host.starts(),
                        pipes.plan().held(),
                        pipes.plan().share()),
                pipes::tap);
    }

    private TappedFeature routingFeature() {
        return new TappedFeature(new RoutingExtension(RelayBudget.MEMBERS), pipes::tap);
    }

    private TappedFeature serviceFeature() {
        return new TappedFeature(new ServiceExtension(), pipes::tap);
    }

    private TappedFeature streamFeature() {
        return new TappedFeature(new StreamExtension(), pipes::tap);
    }

    /** What the features of this node speak with its peers now. */
    List<TappedExchange> exchanges(String protocol) {
        return Stream.of(routing, pipelines, services, streams)
                .flatMap(feature -> feature.exchanges(protocol).stream())
                .toList();
    }

    /** Ends the feature for good. */
    void removePipelines() {
        kernel.remove(pipelines);
    }

    /** What an update of the bundle does; who listened comes back by itself, as the gateway does for its clients. */
    void replacePipelines() {
        NodeExtension before = pipelines;
        pipelines = pipelineFeature();
        kernel.remove(before);
        kernel.add(pipelines);
    }

    void failStore(StoreException.@Nullable Reason reason) {
        memory.fail(reason);
        blobs.fail(reason);
    }

    int damageStore(String areas, int every) {
        return memory.damage(areas, every);
    }

    /** Nothing is written any more from now on; the machine ends the rest. */
    void end() {
        memory.crash(host.randomness().split("crash"));
        blobs.stop();
    }

    /** What an update of the kernel's bundle does: the features are the same ones as before. */
    void replaceKernel() {
        kernel.stop()
                .whenCompleteAsync(
                        (stopped, failure) -> {
                            kernel = new Kernel(surroundings);
                            run();
                        },
                        host.loop());
    }

    /** What an update of the routing bundle does. */
    void replaceRouting() {
        NodeExtension before = routing;
        routing = routingFeature();
        kernel.remove(before);
        kernel.add(routing);
    }

    /** What an update of the service bundle does. */
    void replaceServices() {
        NodeExtension before = services;
        services = serviceFeature();
        kernel.remove(before);
        kernel.add(services);
    }

    private Keystore keystore(CryptoSuite suite) {
        try {
            return suite.keystore(host.disk(), null, host.disk().list("").isEmpty(), host.randomness());
        } catch (KeystoreException | IOException e) {
            throw new IllegalStateException("The keystore of " + node + " does not open", e);
        }
    }

    private Settings settings() {
        Address listen = new Address(SimulatedTransport.SCHEME, host.name(), PORT);
        return new Settings(List.of(listen), true, pipes.plan().peering(), false, Optional.empty(), false);
    }

    private void listenToNetwork() {
        Optional<LocalNetwork> network = kernel.find(SimulatedPipes.NETWORK);
        if (network.isEmpty()) {
            later(this::listenToNetwork);
            return;
        }
        network.get().listen(event -> pipes.news(node + ": " + event.kind() + " " + event.node()));
        if (!node.isDeaf()) {
            listenToMessages();
        }
        listenToPipeline();
    }

    private void listenToMessages() {
        listen(
                kernel.find(SimulatedPipes.NETWORK)
                        .flatMap(network -> network.facet(LocalMessaging.class))
                        .map(messaging -> messaging.messages(Optional.empty())),
                this::listenToMessages);
    }

    private void listenToPipeline() {
        listen(node.findPipeline().map(LocalPipeline::messages), this::listenToPipeline);
    }

    private void listen(Optional<Flow.Publisher<Message>> source, Runnable again) {
        source.ifPresentOrElse(messages -> messages.subscribe(new Ear(again)), () -> later(again));
    }

    private void later(Runnable task) {
        look = look.compareTo(LONGEST_LOOK) < 0 ? look.multipliedBy(2) : look;
        host.loop().schedule(look, task);
    }

    /** Takes whatever comes; comes back when the feature was replaced. */
    private final class Ear implements Flow.Subscriber<Message> {
        private final Runnable again;

        Ear(Runnable again) {
            this.again = again;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            pipes.news(node + " listens");
            look = FIRST_LOOK;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message message) {
            node.heard(message);
        }

        @Override
        public void onError(Throwable failure) {
            pipes.news(node + " stopped listening");
            if (failure instanceof PipesException known && known.code() == PipesException.Code.FEATURE_MISSING) {
                later(again);
            }
        }

        @Override
        public void onComplete() {
            pipes.news(node + " stopped listening");
        }
    }
}
