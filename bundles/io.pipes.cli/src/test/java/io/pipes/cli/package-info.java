// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The program against a server that answers as a test says.
 *
 * <p>Not here: nodes; integration tests run the program with real ones.
 */
@NullMarked
package io.pipes.cli;

import org.jspecify.annotations.NullMarked;
