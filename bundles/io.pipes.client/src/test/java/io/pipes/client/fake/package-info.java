// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * A real WebSocket JSON-RPC server on loopback whose answers a test decides.
 *
 * <p>Not here: a node.
 */
@NullMarked
package io.pipes.client.fake;

import org.jspecify.annotations.NullMarked;
