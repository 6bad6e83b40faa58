// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.home.Settings;
import io.pipes.spi.identity.LocalIdentities;
import io.pipes.spi.identity.LocalIdentity;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.transport.Address;
import io.pipes.testkit.network.SimulatedHost;
import io.pipes.testkit.storage.BlobShelf;
import io.pipes.testkit.storage.MemoryBlobStores;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One machine with a process that can be killed and started again. */
final class Machine {
    static final int PORT = 7171;

    private final World world;
    private final SimulatedHost host;
    private final StoreShelf shelf = new StoreShelf();
    private final List<LocalIdentity> identities = new ArrayList<>();
    private final List<Supplier<NodeExtension>> features = new ArrayList<>();
    private final Settings settings;
    private MemoryPacketStores stores;
    private MemoryBlobStores blobs;
    private final BlobShelf blobShelf = new BlobShelf();
    private Duration opening = Duration.ZERO;
    private Timing timing = Timing.DEFAULT;
    private Keystore keystore;
    private BundledTransport transport;
    private Kernel kernel;

    Machine(World world, String name, Settings.Peering peering) {
        this(world, name, peering, true);
    }

    Machine(World world, String name, Settings.Peering peering, boolean explicit) {
        this.world = world;
        host = world.network.add(name);
        identities.add(TestIdentity.make(world.suite, host.randomness(), name));
        Address listen = new Address(host.transport().scheme(), name, PORT);
        settings = new Settings(List.of(listen), explicit, peering, false, Optional.empty(), false);
    }

    Machine start() {
        stores = new MemoryPacketStores(shelf, Duration.ofMillis(1));
        blobs = new MemoryBlobStores(blobShelf, world.suite, Duration.ofMillis(1));
        try {
            keystore = world.suite.keystore(host.disk(), null, true, host.randomness());
        } catch (KeystoreException e) {
            throw new IllegalStateException(e);
        }
        kernel = new Kernel(new Surroundings(
                host.loops(),
                host.randomness(),
                world.suite,
                keystore,
                new SlowStores(stores, opening),
                blobs,
                new Identities(),
                settings,
                timing));
        transport = new BundledTransport(host.transport());
        kernel.add(transport);
        features.forEach(feature -> kernel.add(feature.get()));
        kernel.start();
        return this;
    }

    /** A feature that every process of this machine has. */
    Machine with(Supplier<NodeExtension> feature) {
        features.add(feature);
        kernel.add(feature.get());
        return this;
    }

    /** How long each store of the processes to come takes to open. */
    void opensStoresIn(Duration time) {
        opening = time;
    }

    /** For the processes to come. */
    void boxes(BoxTiming boxes) {
        timing = timing.withBoxes(boxes);
    }

    void kill() {
        stores.crash(host.randomness());
        blobs.stop();
        host.kill();
    }

    /** As the stop of the transport's bundle. */
    void stopTransport() {
        kernel.remove(transport);
        transport.stop();
    }

    /** As the start of the transport's bundle. */
    void startTransport() {
        transport = new BundledTransport(host.transport());
        kernel.add(transport);
    }

    /** Whether connections to others can be opened; those that are there stay. */
    void mayCall(boolean may) {
        transport.mayCall(may);
    }

    Keystore keystore() {
        return keystore;
    }

    Machine restart() {
        host.restart();
        return start();
    }

    Kernel kernel() {
        return kernel;
    }

    MemoryPacketStores stores() {
        return stores;
    }

    SimulatedHost host() {
        return host;
    }

    LocalIdentity identity() {
        return identities.get(0);
    }

    LocalIdentity addIdentity(String name) {
        LocalIdentity identity = TestIdentity.make(world.suite, host.randomness(), name);
        identities.add(identity);
        return identity;
    }

    LocalNetwork network(String name) {
        return kernel.find(name).orElseThrow();
    }

    String address() {
        return settings.listen().get(0).toString();
    }

    private final class Identities implements LocalIdentities {
        @Override
        public List<LocalIdentity> all() {
            return List.copyOf(identities);
        }

        @Override
        public Optional<LocalIdentity> find(IdentityId id) {
            return identities.stream().filter(known -> known.id().equals(id)).findFirst();
        }

        /** They are not in the keystore. */
        @Override
        public LocalIdentity read(String entry, Secret secret) throws MalformedException {
            throw new MalformedException("no identity is in the keystore here");
        }
    }
}
