// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How a node was started last.
 *
 * <p>Not here: where it lives, which the client knows.
 */
@NullMarked
package io.pipes.cli.home;

import org.jspecify.annotations.NullMarked;
