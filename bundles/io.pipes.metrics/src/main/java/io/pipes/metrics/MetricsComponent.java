// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import io.pipes.api.store.Stores;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.metrics.ApiFigures;
import io.pipes.spi.metrics.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Offers {@link PrometheusMetrics}; what is measured may come and go. */
@Component
public final class MetricsComponent implements Metrics {
    private final AtomicReference<@Nullable LocalNetworks> networks = new AtomicReference<>();
    private final AtomicReference<@Nullable Stores> stores = new AtomicReference<>();
    private final PrometheusMetrics metrics =
            new PrometheusMetrics(() -> Optional.ofNullable(networks.get()), () -> Optional.ofNullable(stores.get()));

    @Override
    public void called(String method, String outcome, Duration took) {
        metrics.called(method, outcome, took);
    }

    @Override
    public String contentType() {
        return metrics.contentType();
    }

    @Override
    public void write(ApiFigures api, OutputStream to) throws IOException {
        metrics.write(api, to);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setNetworks(LocalNetworks service) {
        networks.set(service);
    }

    void unsetNetworks(LocalNetworks service) {
        networks.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setStores(Stores service) {
        stores.set(service);
    }

    void unsetStores(Stores service) {
        stores.compareAndSet(service, null);
    }

    /** Leaves nothing behind, so that a newer version of this bundle can take over. */
    @Deactivate
    void stop() {
        metrics.close();
    }
}
