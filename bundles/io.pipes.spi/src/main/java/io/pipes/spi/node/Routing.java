// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.spi.transport.Connection;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Where a node's router, its kernel and its other extensions meet. Used on the node's loop. */
@ProviderType
public interface Routing {
    /** Offers ways through others, from now until taken back. The newest counts; offered once the extension is attached. */
    Registration offer(Router router);

    /** The router that is there now. */
    Optional<Router> router();

    /** Takes over a connection that another member opened to this node through others, as if a transport had accepted it. */
    void accept(Connection connection);

    /** To be called by the router when what it would answer has changed. */
    void changed();

    /** Hears after each such change, and when a router comes or goes. */
    Registration listen(Runnable listener);
}
