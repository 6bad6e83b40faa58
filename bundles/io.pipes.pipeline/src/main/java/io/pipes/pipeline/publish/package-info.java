// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How messages of this node become packets: whether it may publish, what waits shares a packet, and the packet is sealed and signed.
 *
 * <p>Not here: where packets go.
 */
@NullMarked
package io.pipes.pipeline.publish;

import org.jspecify.annotations.NullMarked;
