// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Ways through other members, as an extension of every node.
 *
 * <p>Not here: links themselves, which the kernel makes over the circuits of this bundle.
 */
@NullMarked
package io.pipes.routing;

import org.jspecify.annotations.NullMarked;
