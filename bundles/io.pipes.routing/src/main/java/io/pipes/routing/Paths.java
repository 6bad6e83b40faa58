// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Route;
import java.util.Optional;

/** Knows the way to take. Used on the loop. */
public interface Paths {
    /** The best way to a member now; empty when there is none. */
    Optional<Route> route(NodeId member);

    /** A link turned out not to be usable now, from a node's refusal or its silence: routes do without it for a while, where they can. */
    void avoid(NodeId one, NodeId other);
}
