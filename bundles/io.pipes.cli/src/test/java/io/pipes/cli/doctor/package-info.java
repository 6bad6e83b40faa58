// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What is found in homes where no node runs.
 *
 * <p>Not here: nodes; integration tests run the program with real ones.
 */
@NullMarked
package io.pipes.cli.doctor;

import org.jspecify.annotations.NullMarked;
