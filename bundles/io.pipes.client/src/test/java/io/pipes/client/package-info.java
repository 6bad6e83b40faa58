// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The client against a real WebSocket server on loopback.
 *
 * <p>Not here: a node.
 */
@NullMarked
package io.pipes.client;

import org.jspecify.annotations.NullMarked;
