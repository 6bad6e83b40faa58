// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * When members were last there, across restarts.
 *
 * <p>Not here: who is there now.
 */
@NullMarked
package io.pipes.presence.seen;

import org.jspecify.annotations.NullMarked;
