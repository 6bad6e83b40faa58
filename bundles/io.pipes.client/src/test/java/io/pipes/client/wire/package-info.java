// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How messages are written.
 *
 * <p>Not here: what carries them.
 */
@NullMarked
package io.pipes.client.wire;

import org.jspecify.annotations.NullMarked;
