// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Messages from this node to one other: in order, each once, with receipts.
 *
 * <p>Not here: packets.
 */
@NullMarked
package io.pipes.pipeline.direct;

import org.jspecify.annotations.NullMarked;
