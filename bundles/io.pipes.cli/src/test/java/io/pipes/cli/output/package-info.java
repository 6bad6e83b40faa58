// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How results look, to the letter.
 *
 * <p>Not here: nodes; integration tests run the program with real ones.
 */
@NullMarked
package io.pipes.cli.output;

import org.jspecify.annotations.NullMarked;
