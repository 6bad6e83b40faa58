// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Tests of the figures.
 *
 * <p>Not here: the door, which the gateway tests.
 */
@NullMarked
package io.pipes.metrics;

import org.jspecify.annotations.NullMarked;
