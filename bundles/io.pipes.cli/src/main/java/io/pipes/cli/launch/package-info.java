// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Starts and stops node processes.
 *
 * <p>Not here: talking to a node that runs.
 */
@NullMarked
package io.pipes.cli.launch;

import org.jspecify.annotations.NullMarked;
