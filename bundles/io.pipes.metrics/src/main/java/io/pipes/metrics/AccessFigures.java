// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import io.pipes.spi.metrics.ApiFigures;

/** What the API has to do, as the gateway counts it. */
final class AccessFigures {
    private AccessFigures() {}

    static void add(ApiFigures api, Families to) {
        to.gauge("pipes_api_clients", "Connections to the API.", api.clients(), "authenticated", "yes");
        to.gauge("pipes_api_clients", "", api.strangers(), "authenticated", "no");
        to.gauge("pipes_api_subscriptions", "Subscriptions of all clients.", api.subscriptions());
        to.gauge("pipes_api_waiting_bytes", "What clients have not read yet, about.", api.waiting());
        to.counter("pipes_api_skipped", "Items that clients of live pipelines were too slow for.", api.skipped());
    }
}
