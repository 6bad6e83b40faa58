// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.base.Randomness;
import io.pipes.base.id.IdentityId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.identity.HomeIdentities;
import io.pipes.identity.HomeKeystore;
import io.pipes.node.kernel.Kernel;
import io.pipes.node.kernel.Surroundings;
import io.pipes.node.kernel.Timing;
import io.pipes.runtime.NettyLoops;
import io.pipes.runtime.SecureRandomness;
import io.pipes.runtime.SystemClock;
import io.pipes.runtime.home.HomeException;
import io.pipes.runtime.home.PipesHome;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.home.Settings;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.transport.Address;
import io.pipes.storage.derby.DerbyPacketStores;
import io.pipes.storage.derby.StoreOptions;
import io.pipes.storage.derby.blob.BlobRoom;
import io.pipes.storage.derby.blob.FileBlobStores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a Pipes process is made of, composed as its bundles compose themselves, but without a framework: one kernel on real threads, disk
 * and sockets, listening on a port of 127.0.0.1 that the system chooses.
 */
public final class PlainNode implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 2;

    private final PipesHome home;
    private final DerbyPacketStores stores;
    private final FileBlobStores blobs;
    private final Kernel kernel;
    private final IdentityId identity;

    private PlainNode(
            PipesHome home, DerbyPacketStores stores, FileBlobStores blobs, Kernel kernel, IdentityId identity) {
        this.blobs = blobs;
        this.home = home;
        this.stores = stores;
        this.kernel = kernel;
        this.identity = identity;
    }

    /**
     * Starts a process's worth of Pipes.
     *
     * @param machine the caller's; nodes that share a JVM share it
     * @param directory its home; made if missing
     * @param name of its identity
     * @param extensions what lives on its nodes beside routing, pipelines and messages
     */
    public static PlainNode start(Machine machine, Path directory, String name, NodeExtension... extensions)
            throws HomeException {
        return start(List.of(new Address("tcp", "127.0.0.1", 0)), machine, directory, name, extensions);
    }

    /** As the other one, but it listens nowhere: it can call, and nobody can call it. */
    public static PlainNode startHidden(Machine machine, Path directory, String name, NodeExtension... extensions)
            throws HomeException {
        return start(List.of(), machine, directory, name, extensions);
    }

    private static PlainNode start(
            List<Address> listen, Machine machine, Path directory, String name, NodeExtension... extensions)
            throws HomeException {
        NettyLoops loops = machine.loops();
        PipesHome home = PipesHome.open(directory, settings(listen));
        Randomness randomness = new SecureRandomness();
        CryptoSuite suite = new Pipes1Suite();
        Keystore keystore = new HomeKeystore(home, suite, randomness);
        HomeIdentities identities = new HomeIdentities(keystore, suite, loops, new SystemClock(), randomness);
        DerbyPacketStores stores = new DerbyPacketStores(home, suite, loops.blocking(), randomness, StoreOptions.USUAL);
        FileBlobStores blobs = new FileBlobStores(home.disk("blobs"), suite, loops.blocking(), BlobRoom.ALL);
        Kernel kernel = new Kernel(new Surroundings(
                loops, randomness, suite, keystore, stores, blobs, identities, home.settings(), Timing.DEFAULT));
        kernel.add(machine.transport());
        kernel.add(machine.routing());
        kernel.add(machine.pipelines());
        for (NodeExtension extension : extensions) {
            kernel.add(extension);
        }
        done(kernel.start());
        return new PlainNode(
                home, stores, blobs, kernel, done(identities.create(name)).identity());
    }

    private static Settings settings(List<Address> listen) {
        return new Settings(listen, true, Settings.Peering.AUTO, false, Optional.empty(), false);
    }

    public LocalNetwork create(String network) {
        return done(kernel.create(network, identity));
    }

    public LocalNetwork join(String ticket) {
        return done(kernel.join(ticket, identity));
    }

    /** Waits for the result of a call. */
    public static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Waits for something that others bring about; looks often enough that a time measured around it is not spoilt. */
    public static <T> T await(Supplier<Optional<T>> look) throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new IllegalStateException("The network did not form");
    }

    @Override
    public void close() {
        done(kernel.stop());
        blobs.close();
        stores.close();
        home.close();
    }
}
