// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Reaches {@code tcp://} addresses over plain TCP.
 *
 * <p>Not here: encryption and names, which links put on top of any transport.
 */
@NullMarked
package io.pipes.transport.tcp;

import org.jspecify.annotations.NullMarked;
