// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import io.pipes.api.identity.Identity;
import io.pipes.base.Disk;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.identity.HomeIdentities;
import io.pipes.node.kernel.Kernel;
import io.pipes.node.kernel.Surroundings;
import io.pipes.node.kernel.Timing;
import io.pipes.node.peering.PeeringTiming;
import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.SecureRandomness;
import io.pipes.runtime.disk.FileDisk;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.home.Settings;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.storage.PacketStores;
import io.pipes.storage.derby.DerbyPacketStores;
import io.pipes.storage.derby.StoreOptions;
import io.pipes.testkit.storage.BlobShelf;
import io.pipes.testkit.storage.MemoryBlobStores;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.transport.tcp.TcpLimits;
import io.pipes.transport.tcp.TcpTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A node of the production classes in this process: calls others over TCP, listens nowhere, and keeps everything in memory unless it is told
 * of a folder.
 */
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
        this(suite, Settings.Peering.AUTO);
    }

    PlainNode(CryptoSuite suite, Settings.Peering peering) throws Exception {
        this(suite, peering, List.of());
    }

    /** One that has these features. */
    PlainNode(CryptoSuite suite, Settings.Peering peering, List<NodeExtension> features) throws Exception {
        this(
                suite,
                peering,
                features,
                new SimulatedDisk(1),
                blocking -> new MemoryPacketStores(new StoreShelf(), Duration.ofMillis(1)));
    }

    /** One that finds in this folder what it had there before, in the store that nodes usually have. */
    static PlainNode in(Path home, List<NodeExtension> features) throws Exception {
        Path db = home.resolve("db");
        CryptoSuite suite = new Pipes1Suite();
        return new PlainNode(
                suite,
                Settings.Peering.MANUAL,
                features,
                new FileDisk(home.resolve("keys")),
                blocking -> new DerbyPacketStores(
                        new FileDisk(db), db, suite, blocking, new SecureRandomness(), StoreOptions.USUAL));
    }

    private PlainNode(
            CryptoSuite suite,
            Settings.Peering peering,
            List<NodeExtension> features,
            Disk keys,
            Function<Executor, PacketStores> stores)
            throws Exception {
        Keystore keystore = suite.keystore(keys, null, keys.list("").isEmpty(), randomness);
        identities = new HomeIdentities(keystore, suite, loops, loops.next().clock(), randomness);
        kernel = new Kernel(new Surroundings(
                loops,
                randomness,
                suite,
                keystore,
                stores.apply(loops.blocking()),
                new MemoryBlobStores(new BlobShelf(), suite, Duration.ofMillis(1)),
                identities,
                new Settings(List.of(), true, peering, false, Optional.empty(), false),
                impatient()));
        features.forEach(kernel::add);
        kernel.add(transport);
        done(kernel.start());
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
        return new Timing(usual.links(), peering, usual.joining(), usual.listening(), usual.answer(), usual.boxes());
    }

    /** A new identity of this node joins. */
    LocalNetwork join(String name, String ticket) throws Exception {
        Identity identity = done(identities.create(name));
        return done(kernel.join(ticket, identity.identity()));
    }

    /** The network of this name that it founded before, or founds now. */
    LocalNetwork found(String name) throws Exception {
        Optional<LocalNetwork> there = kernel.find(name);
        if (there.isPresent()) {
            return there.get();
        }
        return done(kernel.create(name, done(identities.create("founder")).identity()));
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
