// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Pipelines and messages as an extension of every node.
 *
 * <p>Not here: history, which persistent pipelines add, and the tree that routing adds to broadcast.
 */
@NullMarked
package io.pipes.pipeline;

import org.jspecify.annotations.NullMarked;
