// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NodeId;

/**
 * A node that belongs to the network now.
 *
 * @param name its identity's name
 * @param signingKey verifies what the node signs, 32 bytes
 * @param linkKey its key in link handshakes, 32 bytes
 * @param boxKey to which secrets for it are boxed; as the suite makes it
 */
public record Member(
        NodeId id, IdentityId identity, String name, Role role, Bytes signingKey, Bytes linkKey, Bytes boxKey) {}
