// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger has just kept.
 *
 * @param from who sent it; null for this node itself
 */
record News(@Nullable NodeId from, List<Operation> operations, List<Prekey> prekeys) {}
