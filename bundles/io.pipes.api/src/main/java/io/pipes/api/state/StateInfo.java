// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

/**
 * One map, counter or set of a pipeline.
 *
 * @param entries keys of a map, elements of a set, 1 for a counter
 */
public record StateInfo(StateKind kind, String name, long entries) {}
