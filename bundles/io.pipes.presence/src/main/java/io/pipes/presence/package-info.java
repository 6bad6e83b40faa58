// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Presence as an extension of every node: who is there, how near, and what they say about themselves.
 *
 * <p>Not here: routes, which the routing feature finds, and PINGs, which links send by themselves.
 */
@NullMarked
package io.pipes.presence;

import org.jspecify.annotations.NullMarked;
