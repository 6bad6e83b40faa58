// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Messages between two nodes, from one node to sixteen, and there and back: {@code benchmarks/run messages}.
 *
 * <p>Not here: how each contender sends.
 */
@NullMarked
package io.pipes.benchmarks.messages;

import org.jspecify.annotations.NullMarked;
