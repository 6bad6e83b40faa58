// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Messages for a node that is away: sealed to it in letters, which some members hold until it comes for them. What is said in the exchange
 * {@code held.1}.
 *
 * <p>Not here: what is in a letter, and who hears it.
 */
@NullMarked
package io.pipes.pipeline.held;

import org.jspecify.annotations.NullMarked;
