// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.service;

import io.pipes.base.id.NodeId;
import java.util.SortedMap;

/**
 * A service and a node that says it offers it.
 *
 * @param name the node's name
 * @param metadata what it says about it; nobody has checked it
 * @param hops how many links away it is: 0 for this node itself, 1 is direct; -1 when it cannot be reached now
 */
public record Offered(String service, NodeId node, String name, SortedMap<String, String> metadata, int hops) {}
