// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Commands one after another, typed or from a pipe. The only place that needs JLine, which nothing else loads.
 *
 * <p>Not here: what the commands do.
 */
@NullMarked
package io.pipes.cli.shell;

import org.jspecify.annotations.NullMarked;
