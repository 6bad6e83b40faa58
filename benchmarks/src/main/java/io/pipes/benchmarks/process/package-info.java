// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Processes that a benchmark starts, commands and watches, and what it prints of them.
 *
 * <p>Not here: what they do.
 */
@NullMarked
package io.pipes.benchmarks.process;

import org.jspecify.annotations.NullMarked;
