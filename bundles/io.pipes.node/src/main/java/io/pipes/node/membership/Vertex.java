// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

/**
 * An operation in its place.
 *
 * @param number in the order of arrival on this node, from 0
 * @param parents numbers
 * @param depth of the longest way to the genesis
 */
record Vertex(int number, Operation operation, int[] parents, int depth, Standing standing) {}
