// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Dispatcher;
import java.util.function.BooleanSupplier;

/** How programs in other processes reach the gateway: its two servlets. An embedded node has none, and no web server. */
public final class Servlets {
    private final ApiServlet api;
    private final HealthServlet health;

    /** @param ready whether this process can exchange messages */
    public Servlets(Dispatcher dispatcher, Scheduler scheduler, Doorkeeper doorkeeper, BooleanSupplier ready) {
        api = new ApiServlet(doorkeeper, dispatcher, scheduler);
        health = new HealthServlet(doorkeeper, ready);
    }

    public ApiServlet api() {
        return api;
    }

    public HealthServlet health() {
        return health;
    }

    /** Ends every client's connection. */
    public void stop() {
        api.stop();
    }
}
