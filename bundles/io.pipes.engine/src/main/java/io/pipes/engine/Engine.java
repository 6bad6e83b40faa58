// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.store.Backup;
import io.pipes.api.store.Backups;
import io.pipes.api.store.Restore;
import io.pipes.api.store.Stores;
import io.pipes.base.Clock;
import io.pipes.base.Disk;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.identity.HomeIdentities;
import io.pipes.identity.HomeKeystore;
import io.pipes.node.kernel.Kernel;
import io.pipes.node.kernel.KeyringStoreKeys;
import io.pipes.node.kernel.Surroundings;
import io.pipes.node.store.NodeStores;
import io.pipes.runtime.SecureRandomness;
import io.pipes.runtime.SystemClock;
import io.pipes.runtime.home.PipesHome;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.home.Home;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.local.OwnIdentities;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.storage.PacketStores;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * All nodes of one home in this process, on real threads, disk and sockets.
 *
 * <p><b>Threads.</b> Any. Starting and closing block; nothing else does.
 */
public final class Engine implements AutoCloseable {
    private final Randomness randomness = new SecureRandomness();
    private final Clock clock = new SystemClock();
    private final Ends ends;
    private final EngineParts parts;
    private final PipesHome home;
    private final Keystore keystore;
    private final HomeIdentities identities;
    private final Nodes nodes;
    private final NodeStores stores;

    /** As {@link #start(EngineSettings, EngineParts)}, on threads of its own, which end with it. */
    public static Engine start(EngineSettings settings) {
        EngineParts own = EngineParts.start();
        return start(settings, own, own::close);
    }

    /**
     * Blocks until what is kept in the home has been loaded.
     *
     * @param parts the caller's
     * @throws PipesException {@code BUSY} when another process has the home, {@code STORAGE} when it or the store that it names cannot be
     *     used, {@code KEYSTORE} when its keys cannot, {@code CANCELLED} when this thread was interrupted
     */
    public static Engine start(EngineSettings settings, EngineParts parts) {
        return start(settings, parts, () -> {});
    }

    private static Engine start(EngineSettings settings, EngineParts parts, Runnable last) {
        Ends ends = new Ends();
        ends.add(last);
        try {
            Engine engine = new Engine(settings, parts, ends);
            engine.awaitLoaded();
            return engine;
        } catch (Throwable failed) {
            // An error, too, would leave the home locked and threads behind.
            ends.end();
            throw failed;
        }
    }

    private Engine(EngineSettings settings, EngineParts parts, Ends ends) {
        this.ends = ends;
        this.parts = parts;
        Loops loops = parts.loops();
        CryptoSuite suite = settings.suite();
        home = OwnedHome.open(settings);
        ends.add(home::close);
        keystore = new HomeKeystore(home, suite, randomness);
        refuseWithout(keystore);
        identities = new HomeIdentities(keystore, suite, loops, clock, randomness);
        EngineStores shelves = settings.stores().apply(new Foundation(home, loops, suite, randomness));
        ends.add(shelves::close);
        nodes = new Nodes(
                parts,
                chosen -> new Kernel(new Surroundings(
                        loops,
                        randomness,
                        suite,
                        keystore,
                        chosen,
                        shelves.blobs(),
                        identities,
                        home.settings(),
                        settings.timing())));
        stores = new NodeStores(
                home.disk("db"), new KeyringStoreKeys(suite, keystore), suite, loops.next(), loops.blocking(), nodes);
        ends.add(stores::stop);
        for (PacketStores packets : shelves.packets()) {
            stores.add(packets);
        }
    }

    private static void refuseWithout(Keystore keystore) {
        keystore.trouble().ifPresent(sentence -> {
            throw new PipesException(Code.KEYSTORE, sentence);
        });
    }

    private void awaitLoaded() {
        if (nodes.kernel().isEmpty()) {
            throw new PipesException(
                    Code.STORAGE, String.join(" ", stores.info().problems()));
        }
        try {
            nodes.loaded().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipesException(Code.CANCELLED, "The start was interrupted. Start again.", e);
        } catch (ExecutionException failed) {
            throw new PipesException(
                    Code.INTERNAL, "The nodes could not be loaded; the log says more. Start again.", failed.getCause());
        }
    }

    /** Empty while nodes are moved to another store. */
    public Optional<LocalNetworks> networks() {
        return nodes.kernel().map(LocalNetworks.class::cast);
    }

    public OwnIdentities identities() {
        return identities;
    }

    public Stores stores() {
        return stores;
    }

    /** Empty while nodes are moved to another store. */
    public Optional<Backups> backups() {
        return nodes.kernel().map(kernel -> new HomeBackups(kernel, home.disk("etc")));
    }

    public Keystore keystore() {
        return keystore;
    }

    public Home home() {
        return home;
    }

    public Loops loops() {
        return parts.loops();
    }

    public Clock clock() {
        return clock;
    }

    public Randomness randomness() {
        return randomness;
    }

    /** Attaches a feature to every node, now and later. */
    public void add(NodeExtension feature) {
        nodes.add(feature);
    }

    /** Detaches a feature from every node; completes when it has left nothing behind. */
    public CompletionStage<Void> remove(NodeExtension feature) {
        return nodes.remove(feature);
    }

    /** Says goodbye to all peers; returns when what was acknowledged is safe and the home is free. Closing twice does nothing. */
    @Override
    public void close() {
        ends.end();
    }

    private record HomeBackups(Kernel kernel, Disk settings) implements Backups {
        @Override
        public Backup begin(Secret passphrase) {
            return kernel.backup(passphrase, settings);
        }

        @Override
        public Restore restore(Secret passphrase) {
            return kernel.restore(passphrase, settings);
        }
    }
}
