// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What it costs that programs talk to a node through its API, and to have the node in an application: {@code benchmarks/run api}.
 *
 * <p>Not here: what two nodes cost that talk to each other.
 */
@NullMarked
package io.pipes.benchmarks.api;

import org.jspecify.annotations.NullMarked;
