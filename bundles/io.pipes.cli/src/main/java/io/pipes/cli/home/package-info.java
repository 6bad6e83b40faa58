// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Where a node lives, and whether one runs there.
 *
 * <p>Not here: starting and stopping it.
 */
@NullMarked
package io.pipes.cli.home;

import org.jspecify.annotations.NullMarked;
