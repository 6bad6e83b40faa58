// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.node;

import io.pipes.base.id.NodeId;

/**
 * A direct link between two members, as both advertise it.
 *
 * @param one the lower id
 */
public record NodeLink(NodeId one, NodeId other) {}
