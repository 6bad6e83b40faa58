// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.message.Message;
import io.pipes.api.message.Messaging;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.identity.HomeIdentities;
import io.pipes.node.kernel.Kernel;
import io.pipes.node.kernel.Surroundings;
import io.pipes.node.kernel.Timing;
import io.pipes.pipeline.PipelineExtension;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.home.Settings;
import io.pipes.spi.transport.Address;
import io.pipes.testkit.network.SimulatedHost;
import io.pipes.testkit.network.SimulatedTransport;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/** What runs on a machine between two crashes: the kernel, its surroundings, and one who listens to everything. */
final class SimulatedProcess {
    private static final int PORT = 7171;

    /** How often a process that was started looks whether there is something to listen to. */
    private static final Duration LOOK = Duration.ofMillis(1);

    private final SimulatedPipes pipes;
    private final SimulatedNode node;
    private final SimulatedHost host;
    private final MemoryPacketStores stores;
    private final HomeIdentities identities;
    private final Kernel kernel;

    SimulatedProcess(SimulatedPipes pipes, SimulatedNode node, StoreShelf shelf) {
        this.pipes = pipes;
        this.node = node;
        host = node.host();
        stores = new MemoryPacketStores(shelf, pipes.plan().commit());
        CryptoSuite suite = pipes.suite(node.name());
        Keystore keystore = keystore(suite);
        identities =
                new HomeIdentities(keystore, suite, host.loops(), host.loop().clock(), host.randomness());
        kernel = new Kernel(new Surroundings(
                host.loops(), host.randomness(), suite, keystore, stores, identities, settings(), Timing.DEFAULT));
    }

    Kernel kernel() {
        return kernel;
    }

    HomeIdentities identities() {
        return identities;
    }

    void start() {
        kernel.add(host.transport());
        kernel.add(new PipelineExtension());
        kernel.start();
        host.loop().execute(this::listenToNetwork);
    }

    /** Nothing is written any more from now on; the machine ends the rest. */
    void end() {
        stores.crash(host.randomness().split("crash"));
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
        return new Settings(List.of(listen), true, pipes.plan().peering(), false, Optional.empty());
    }

    private void listenToNetwork() {
        Optional<Network> network = kernel.find(SimulatedPipes.NETWORK);
        Optional<Messaging> messaging = network.flatMap(found -> found.facet(Messaging.class));
        if (messaging.isEmpty()) {
            host.loop().schedule(LOOK, this::listenToNetwork);
            return;
        }
        network.get().listen(event -> pipes.news(node + ": " + event.kind() + " " + event.node()));
        messaging.get().messages(Optional.empty()).subscribe(new Ear());
        listenToPipeline();
    }

    private void listenToPipeline() {
        Optional<Pipeline> pipeline = node.findPipeline();
        if (pipeline.isEmpty()) {
            host.loop().schedule(LOOK, this::listenToPipeline);
            return;
        }
        pipeline.get().messages().subscribe(new Ear());
        pipes.news(node + " listens");
    }

    /** Takes whatever comes. */
    private final class Ear implements Flow.Subscriber<Message> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message message) {
            node.heard(message);
        }

        @Override
        public void onError(Throwable failure) {
            pipes.news(node + " stopped listening");
        }

        @Override
        public void onComplete() {
            pipes.news(node + " stopped listening");
        }
    }
}
