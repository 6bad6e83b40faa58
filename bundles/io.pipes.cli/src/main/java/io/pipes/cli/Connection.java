// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import io.pipes.client.NodeClient;
import io.pipes.client.home.Home;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The connection to a node: made when a command first needs it, used by all that follow, and made again when it was lost. */
final class Connection implements AutoCloseable {
    private final Function<Home, NodeClient> door;
    private @Nullable Home home;
    private @Nullable NodeClient client;

    /** @param door connects to the node of a home */
    Connection(Function<Home, NodeClient> door) {
        this.door = door;
    }

    /** The connection that is there if it leads to that home and lives; otherwise another one. */
    NodeClient to(Home wanted) {
        NodeClient open = client;
        if (open != null && wanted.equals(home) && !open.isEnded()) {
            return open;
        }
        close();
        NodeClient fresh = door.apply(wanted);
        client = fresh;
        home = wanted;
        return fresh;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
