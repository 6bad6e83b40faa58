// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.Stores;
import io.pipes.node.store.ChosenStores;
import io.pipes.node.store.NodeStores;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.home.Home;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.PacketStores;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Runs {@link NodeStores} in an OSGi framework: what is shown is a service, without which there is no kernel. */
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"io.pipes.node.store.ChosenStores\"")
@Component(service = Stores.class, immediate = true)
public final class NodeStoresComponent implements Stores {
    private final NodeStores stores;

    @Activate
    public NodeStoresComponent(
            BundleContext context,
            @Reference Home home,
            @Reference Loops loops,
            @Reference CryptoSuite suite,
            @Reference Keystore keystore) {
        stores = new NodeStores(
                home.disk("db"),
                new KeyringStoreKeys(suite, keystore),
                suite,
                loops.next(),
                loops.blocking(),
                new Registered(context));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addStores(PacketStores provider) {
        stores.add(provider);
    }

    /** Returns when no node uses it any more, because its bundle may be gone right after. */
    void removeStores(PacketStores provider) {
        stores.remove(provider);
    }

    @Deactivate
    void stop() {
        stores.stop();
    }

    @Override
    public StoreInfo info() {
        return stores.info();
    }

    @Override
    public CompletionStage<StoreInfo> move(String kind) {
        return stores.move(kind);
    }

    /** The kernel's component comes with the service and is stopped before unregistering returns. */
    private static final class Registered implements NodeStores.Stage {
        private final BundleContext context;
        private @Nullable ServiceRegistration<ChosenStores> registration;

        Registered(BundleContext context) {
            this.context = context;
        }

        @Override
        public void show(PacketStores chosen) {
            registration = context.registerService(ChosenStores.class, new ChosenStores(chosen), null);
        }

        @Override
        public void withdraw() {
            ServiceRegistration<ChosenStores> shown = registration;
            registration = null;
            if (shown != null) {
                shown.unregister();
            }
        }
    }
}
