// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The distribution: its size, how soon a node is ready, what it needs at rest, how quick a command is: {@code benchmarks/run startup}.
 *
 * <p>Not here: nodes without the container.
 */
@NullMarked
package io.pipes.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
