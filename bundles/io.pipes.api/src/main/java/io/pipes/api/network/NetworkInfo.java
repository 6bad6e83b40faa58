// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.network;

import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;

/**
 * A network as its node here sees it now.
 *
 * @param node this process's node in it
 * @param role of that node
 * @param members how many nodes belong to it, this one included
 */
public record NetworkInfo(
        NetworkId network, String name, NodeId node, IdentityId identity, Role role, NetworkState state, int members) {}
