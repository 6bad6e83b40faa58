// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.base.id.NodeId;
import java.util.SortedMap;

/**
 * A service of any kind that a member of the network has announced. All of it is what that member says; nobody has checked it.
 *
 * @param node who offers it
 * @param name that node's name; empty for one that is no member any more
 * @param access who is to expect to be let in; its own node alone decides that
 * @param hops how many links away it is: 0 for this node itself, 1 is direct; -1 when it cannot be reached now
 */
public record Announced(
        String service,
        ServiceKind kind,
        NodeId node,
        String name,
        SortedMap<String, String> metadata,
        Access access,
        int hops) {}
