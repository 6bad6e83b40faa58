// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The way to a node over sockets.
 *
 * <p>Not here: real nodes.
 */
@NullMarked
package io.pipes.client.connect;

import org.jspecify.annotations.NullMarked;
