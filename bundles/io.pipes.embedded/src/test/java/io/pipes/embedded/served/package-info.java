// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Nodes without a container that programs connect to, in the process of a test and in one of their own; and such programs.
 *
 * <p>Not here: nodes in containers.
 */
@NullMarked
package io.pipes.embedded.served;

import org.jspecify.annotations.NullMarked;
