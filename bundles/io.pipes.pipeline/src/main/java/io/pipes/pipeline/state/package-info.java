// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * State on top of history: maps, counters and sets (conflict-free replicated data types) whose operations are entries of a persistent
 * pipeline's history, what a node makes of them, and the snapshots that spare it reading all of them again.
 *
 * <p>Not here: how operations are kept and travel, which is the history's.
 */
@NullMarked
package io.pipes.pipeline.state;

import org.jspecify.annotations.NullMarked;
