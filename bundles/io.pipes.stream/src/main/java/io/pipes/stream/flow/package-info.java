// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Streams themselves: their two directions, and all that two nodes have between them. */
@NullMarked
package io.pipes.stream.flow;

import org.jspecify.annotations.NullMarked;
