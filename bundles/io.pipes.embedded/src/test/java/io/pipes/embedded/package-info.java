// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Nodes that programs run or connect to, in this process.
 *
 * <p>Not here: nodes in containers.
 */
@NullMarked
package io.pipes.embedded;

import org.jspecify.annotations.NullMarked;
