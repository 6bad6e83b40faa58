// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What it costs to keep messages: durable publishing, and how soon a node that joins has everything.
 *
 * <p>Not here: what the store does alone, which the area store measures.
 */
@NullMarked
package io.pipes.benchmarks.persistence;

import org.jspecify.annotations.NullMarked;
