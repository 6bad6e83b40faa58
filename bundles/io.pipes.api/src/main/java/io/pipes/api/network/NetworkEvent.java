// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.network;

import io.pipes.base.id.NodeId;

/**
 * Something changed.
 *
 * @param kind {@code connected}, {@code disconnected}, {@code reachable}, {@code unreachable}, {@code joined}, {@code removed}, {@code changed} (its role) or {@code revoked}
 * @param node whom it concerns
 */
public record NetworkEvent(String kind, NodeId node) {}
