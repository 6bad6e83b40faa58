// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The pipes program: what it is told, what it answers, how it ends.
 *
 * <p>Not here: what the commands do.
 */
@NullMarked
package io.pipes.cli;

import org.jspecify.annotations.NullMarked;
