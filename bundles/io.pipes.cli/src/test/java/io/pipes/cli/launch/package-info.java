// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How a start chooses its ports.
 *
 * <p>Not here: nodes; integration tests run the program with real ones.
 */
@NullMarked
package io.pipes.cli.launch;

import org.jspecify.annotations.NullMarked;
