// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Tests of the shell.
 *
 * <p>Not here: what the commands do.
 */
@NullMarked
package io.pipes.cli.shell;

import org.jspecify.annotations.NullMarked;
