// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Pipes and what it is measured beside, behind one small interface, so that all of them do the same work under the same load.
 *
 * <p>Not here: the load.
 */
@NullMarked
package io.pipes.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
