// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The nodes of one process: their life, their keys, and the networks they are in.
 *
 * <p>Not here: how links, membership and invitations work; this package only wires them.
 */
@NullMarked
package io.pipes.node.kernel;

import org.jspecify.annotations.NullMarked;
