// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.token.Tokens;
import io.pipes.spi.metrics.Metrics;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** How programs in other processes reach the gateway: its three servlets. An embedded node has none, and no web server. */
public final class Servlets {
    private final ApiServlet api;
    private final HealthServlet health;
    private final MetricsServlet metrics;

    /**
     * @param ready whether this process can exchange messages
     * @param metrics what writes figures, if it is installed
     */
    public Servlets(
            Dispatcher dispatcher,
            Scheduler scheduler,
            Doorkeeper doorkeeper,
            BooleanSupplier ready,
            Tokens tokens,
            Supplier<Optional<Metrics>> metrics) {
        api = new ApiServlet(doorkeeper, dispatcher, scheduler);
        health = new HealthServlet(doorkeeper, ready);
        this.metrics = new MetricsServlet(doorkeeper, tokens, metrics, api::figures);
    }

    public ApiServlet api() {
        return api;
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
