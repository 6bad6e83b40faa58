// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Nodes of the production classes in an ordinary JVM.
 *
 * <p>Not here: what is measured with them.
 */
@NullMarked
package io.pipes.benchmarks.node;

import org.jspecify.annotations.NullMarked;
