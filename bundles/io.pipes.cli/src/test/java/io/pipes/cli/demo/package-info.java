// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The parts of the demonstration that need no node.
 *
 * <p>Not here: nodes; integration tests run the program with real ones.
 */
@NullMarked
package io.pipes.cli.demo;

import org.jspecify.annotations.NullMarked;
