// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What HTTP sees: the upgrade to a WebSocket, the health check, and the checks on hosts and origins.
 *
 * <p>Not here: JSON-RPC.
 */
@NullMarked
package io.pipes.gateway.http;

import org.jspecify.annotations.NullMarked;
