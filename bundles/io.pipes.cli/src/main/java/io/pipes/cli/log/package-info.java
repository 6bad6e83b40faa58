// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Reads the log of a node, across the files it is rotated into.
 *
 * <p>Not here: what stands in it.
 */
@NullMarked
package io.pipes.cli.log;

import org.jspecify.annotations.NullMarked;
