// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Cancellable;
import io.pipes.routing.Paths;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Route;
import java.time.Duration;

/**
 * Whether those on the way of a circuit carry what they let in. That it was opened proves nothing: a relay may swallow what follows, or
 * change it. So the other end must prove itself in time, and a circuit that ends before this side is done with it is held against them.
 */
final class Trial implements CircuitConnection.Watcher {
    /** How long the other end may take to prove itself: to open the way takes half of it at most, and a handshake is as far. */
    static final Duration PATIENCE = Call.PATIENCE.multipliedBy(2);

    private final Paths paths;
    private final Route route;
    private final CircuitConnection.Watcher next;
    private Cancellable timer = () -> {};

    /** @param next hears of it as well */
    Trial(Paths paths, Route route, CircuitConnection.Watcher next) {
        this.paths = paths;
        this.route = route;
        this.next = next;
    }

    void begin(Loop loop, CircuitConnection connection) {
        timer = loop.schedule(PATIENCE, connection::abort);
    }

    @Override
    public void proven() {
        timer.cancel();
        next.proven();
    }

    @Override
    public void over(CircuitConnection connection) {
        timer.cancel();
        if (connection.disappointed()) {
            paths.doubt(route.nodes().subList(0, route.hops() - 1), Paths.GRAVELY);
        }
        next.over(connection);
    }
}
