// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How the process of a node is found.
 *
 * <p>Not here: nodes; integration tests run the program with real ones.
 */
@NullMarked
package io.pipes.client.home;

import org.jspecify.annotations.NullMarked;
