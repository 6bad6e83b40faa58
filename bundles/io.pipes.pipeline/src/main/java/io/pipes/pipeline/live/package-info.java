// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Live packets: publishing, passing on, repairing what was missed, and delivering in order.
 *
 * <p>Not here: messages to one node.
 */
@NullMarked
package io.pipes.pipeline.live;

import org.jspecify.annotations.NullMarked;
