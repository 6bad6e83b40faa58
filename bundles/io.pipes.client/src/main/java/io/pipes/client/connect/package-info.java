// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The way to a node in another process: addresses and tokens, sockets and their threads, encodings.
 *
 * <p>Not here: what is said.
 */
@NullMarked
package io.pipes.client.connect;

import org.jspecify.annotations.NullMarked;
