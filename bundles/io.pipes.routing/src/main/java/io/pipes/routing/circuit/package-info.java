// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Connections that lead through other members, hop by hop.
 *
 * <p>Not here: which way they take.
 */
@NullMarked
package io.pipes.routing.circuit;

import org.jspecify.annotations.NullMarked;
