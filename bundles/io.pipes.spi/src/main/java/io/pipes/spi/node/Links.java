// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.base.id.NodeId;
import java.util.Collection;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Authenticated, encrypted links to other nodes of the network; a link carries one exchange for each protocol. */
@ProviderType
public interface Links {
    /** Nodes with an open link now, direct or relayed, in order of id. */
    Collection<NodeId> linked();

    /** What is known of the open link to a member; empty while there is none. */
    Optional<LinkState> link(NodeId member);

    /** Hears after a link has opened or ended. */
    Registration listen(Runnable listener);

    /**
     * Asks for a link to a member, direct or through others, if there is none and one can be had; who asked hears of it by {@link
     * ExchangeHandler#opened}. A relayed link over which nothing was said for a while ends; ask again when there is something to say.
     */
    void want(NodeId member);

    /**
     * Handles a protocol on every link, present and future, on which the other side speaks it too. While nobody handles a
     * protocol that was handled before (its bundle is being replaced), the other side is held back by credit and nothing is
     * lost.
     */
    Registration handle(Protocol protocol, ExchangeHandler handler);
}
