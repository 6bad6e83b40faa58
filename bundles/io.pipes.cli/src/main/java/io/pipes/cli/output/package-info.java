// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How results and failures look, to people and to programs.
 *
 * <p>Not here: what they mean.
 */
@NullMarked
package io.pipes.cli.output;

import org.jspecify.annotations.NullMarked;
