// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Route;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.Routing;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways through others that a node has, as long as some feature finds them. Lives on the loop. */
final class NodeRouting implements Routing {
    private final Transport.Acceptor gate;
    private final List<Runnable> listeners = new ArrayList<>();
    private @Nullable Router router;

    /** @param gate where all callers arrive, whatever they come over */
    NodeRouting(Transport.Acceptor gate) {
        this.gate = gate;
    }

    @Override
    public Registration offer(Router offered) {
        router = offered;
        changed();
        return () -> withdraw(offered);
    }

    private void withdraw(Router gone) {
        if (router == gone) {
            router = null;
            changed();
        }
    }

    @Override
    public Optional<Router> router() {
        return Optional.ofNullable(router);
    }

    /** The way to a member now. */
    Optional<Route> route(NodeId member) {
        return router().flatMap(known -> known.route(member));
    }

    @Override
    public void accept(Connection connection) {
        gate.accepted(connection);
    }

    @Override
    public void changed() {
        List.copyOf(listeners).forEach(Runnable::run);
    }

    @Override
    public Registration listen(Runnable listener) {
        Runnable own = listener::run;
        listeners.add(own);
        return () -> listeners.remove(own);
    }
}
