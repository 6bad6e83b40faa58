// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.Routing;
import io.pipes.spi.transport.Connection;
import java.util.Optional;

/** A node's routing as one of its extensions sees it; remembers what the extension registers. */
final class ExtensionRouting implements Routing {
    private final Routing shared;
    private final AttachedExtension extension;

    ExtensionRouting(Routing shared, AttachedExtension extension) {
        this.shared = shared;
        this.extension = extension;
    }

    @Override
    public Registration offer(Router router) {
        return extension.registerWhenLive(() -> shared.offer(router));
    }

    @Override
    public Optional<Router> router() {
        return shared.router();
    }

    @Override
    public void accept(Connection connection) {
        shared.accept(connection);
    }

    @Override
    public void changed() {
        if (extension.live()) {
            shared.changed();
        }
    }

    @Override
    public Registration listen(Runnable listener) {
        return extension.register(shared.listen(listener));
    }
}
