// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import io.pipes.api.identity.Identity;
import io.pipes.api.network.Network;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.identity.HomeIdentities;
import io.pipes.node.kernel.Kernel;
import io.pipes.node.kernel.Surroundings;
import io.pipes.node.kernel.Timing;
import io.pipes.node.peering.PeeringTiming;
import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.SecureRandomness;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.home.Settings;
import io.pipes.testkit.storage.BlobShelf;
import io.pipes.testkit.storage.MemoryBlobStores;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.transport.tcp.TcpLimits;
import io.pipes.transport.tcp.TcpTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A node of the production classes in this process: calls others over TCP, listens nowhere, keeps everything in memory. */
final class PlainNode implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final SecureRandomness randomness = new SecureRandomness();
    private final NettyLoops loops = NettyLoops.start(1);
    private final TcpTransport transport = new TcpTransport(TcpLimits.DEFAULT, loops);
    private final HomeIdentities identities;
    private final Kernel kernel;

    /** One that does what nodes do. */
    PlainNode() throws Exception {
        this(new Pipes1Suite());
    }

    PlainNode(CryptoSuite suite) throws Exception {
        Keystore keystore = keystore(suite);
        identities = new HomeIdentities(keystore, suite, loops, loops.next().clock(), randomness);
        kernel = new Kernel(new Surroundings(
                loops,
                randomness,
                suite,
                keystore,
                new MemoryPacketStores(new StoreShelf(), Duration.ofMillis(1)),
                new MemoryBlobStores(new BlobShelf(), suite, Duration.ofMillis(1)),
                identities,
                new Settings(List.of(), true, Settings.Peering.AUTO, false, Optional.empty(), false),
                impatient()));
        kernel.add(transport);
        done(kernel.start());
    }

    private Keystore keystore(CryptoSuite suite) throws KeystoreException {
        return suite.keystore(new SimulatedDisk(1), null, true, randomness);
    }

    /** Calls again at once. */
    private static Timing impatient() {
        Timing usual = Timing.DEFAULT;
        PeeringTiming peering = new PeeringTiming(
                usual.peering().connect(),
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofHours(1),
                Duration.ofMillis(50));
        return new Timing(usual.links(), peering, usual.joining(), usual.listening(), usual.answer());
    }

    /** A new identity of this node joins. */
    Network join(String name, String ticket) throws Exception {
        Identity identity = done(identities.create(name));
        return done(kernel.join(ticket, identity.identity()));
    }

    static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        done(kernel.stop());
        transport.close();
        loops.close();
    }
}
