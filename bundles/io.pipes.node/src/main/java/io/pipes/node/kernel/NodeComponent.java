// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.store.Backup;
import io.pipes.api.store.Backups;
import io.pipes.api.store.Restore;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.node.store.ChosenStores;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.home.Home;
import io.pipes.spi.identity.LocalIdentities;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.storage.BlobStores;
import io.pipes.spi.transport.Transport;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link Kernel} in an OSGi framework. Transports and extensions come and go while it runs. */
@Component(
        service = {LocalNetworks.class, Backups.class},
        immediate = true,
        configurationPid = "io.pipes.node")
@Designate(ocd = NodeConfig.class)
public final class NodeComponent implements LocalNetworks, Backups {
    private static final Logger LOG = LoggerFactory.getLogger(NodeComponent.class);

    /** How long stopping may take before the rest is left to its timers, in seconds. */
    private static final int STOP_SECONDS = 5;

    private final Kernel kernel;
    private final Home home;

    @Activate
    public NodeComponent(
            NodeConfig config,
            @Reference Loops loops,
            @Reference Home home,
            @Reference Randomness randomness,
            @Reference CryptoSuite suite,
            @Reference Keystore keystore,
            @Reference ChosenStores stores,
            @Reference BlobStores blobs,
            @Reference LocalIdentities identities) {
        this.home = home;
        kernel = new Kernel(new Surroundings(
                loops,
                randomness,
                suite,
                keystore,
                stores.stores(),
                blobs,
                identities,
                home.settings(),
                Timing.DEFAULT.withBoxes(BoxTiming.of(config))));
        kernel.start();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTransport(Transport transport) {
        kernel.add(transport);
    }

    void removeTransport(Transport transport) {
        kernel.remove(transport);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addExtension(NodeExtension extension) {
        kernel.add(extension);
    }

    /** Returns when the extension has been detached, because its bundle may be gone right after. */
    void removeExtension(NodeExtension extension) {
        await(kernel.remove(extension), "detach " + extension.name());
    }

    @Deactivate
    void stop() {
        await(kernel.stop(), "stop");
    }

    private static void await(CompletionStage<Void> stage, String what) {
        try {
            stage.toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Could not {} in good order within {} s; it goes on without", what, STOP_SECONDS, e);
        }
    }

    @Override
    public CompletionStage<LocalNetwork> create(String name, IdentityId identity) {
        return kernel.create(name, identity);
    }

    @Override
    public CompletionStage<LocalNetwork> join(String ticket, IdentityId identity) {
        return kernel.join(ticket, identity);
    }

    @Override
    public Backup begin(Secret passphrase) {
        return kernel.backup(passphrase, home.disk("etc"));
    }

    @Override
    public Restore restore(Secret passphrase) {
        return kernel.restore(passphrase, home.disk("etc"));
    }

    @Override
    public List<LocalNetwork> list() {
        return kernel.list();
    }

    @Override
    public boolean ready() {
        return kernel.ready();
    }

    @Override
    public List<String> listenAddresses() {
        return kernel.listenAddresses();
    }

    @Override
    public List<String> problems() {
        return kernel.problems();
    }

    @Override
    public List<String> news() {
        return kernel.news();
    }
}
