// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.base.Scheduler;
import io.pipes.gateway.catalogue.AsyncApi;
import io.pipes.gateway.catalogue.Catalogue;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.token.Tokens;
import io.pipes.spi.metrics.Metrics;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** How programs in other processes reach the gateway: its servlets. An embedded node has none, and no web server. */
public final class Servlets {
    private final ApiServlet api;
    private final DescriptionServlet description;
    private final HealthServlet health;
    private final MetricsServlet metrics;

    /**
     * @param places for clients
     * @param ready whether this process can exchange messages
     * @param metrics what writes figures, if it is installed
     */
    public Servlets(
            Dispatcher dispatcher,
            Scheduler scheduler,
            Doorkeeper doorkeeper,
            Places places,
            BooleanSupplier ready,
            Tokens tokens,
            Supplier<Optional<Metrics>> metrics) {
        api = new ApiServlet(doorkeeper, dispatcher, scheduler, places);
        description = new DescriptionServlet(doorkeeper, () -> AsyncApi.text(Catalogue.ofThisApi()));
        health = new HealthServlet(doorkeeper, ready);
        this.metrics = new MetricsServlet(doorkeeper, tokens, metrics, api::figures);
    }

    public ApiServlet api() {
        return api;
    }

    public DescriptionServlet description() {
        return description;
    }

    public HealthServlet health() {
        return health;
    }

    public MetricsServlet metrics() {
        return metrics;
    }

    /** Ends every client's connection. */
    public void stop() {
        api.stop();
    }
}
