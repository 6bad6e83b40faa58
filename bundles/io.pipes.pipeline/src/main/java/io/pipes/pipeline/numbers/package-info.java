// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Sets of numbers that mostly follow each other.
 *
 * <p>Not here: what is numbered.
 */
@NullMarked
package io.pipes.pipeline.numbers;

import org.jspecify.annotations.NullMarked;
