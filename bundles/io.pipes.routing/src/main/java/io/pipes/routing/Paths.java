// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Route;
import java.util.Collection;
import java.util.Optional;

/** Knows the way to take. Used on the loop. */
public interface Paths {
    /** The best way to a member now; empty when there is none. */
    Optional<Route> route(NodeId member);

    /** A link turned out not to be usable now, from a node's refusal or its silence: routes do without it for a while, where they can. */
    void avoid(NodeId one, NodeId other);

    /** One of these relays may have lied or swallowed something: ways through them count as longer for a while. */
    void doubt(Collection<NodeId> relays, int weight);

    /** A refusal, which is most often honest. */
    int SLIGHTLY = 1;

    /** A circuit that was opened and then carried nothing, or something else, or no more. */
    int GRAVELY = 16;
}
