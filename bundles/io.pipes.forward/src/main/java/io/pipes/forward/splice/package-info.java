// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * A socket and a stream joined to one connection.
 *
 * <p>Not here: who opens them.
 */
@NullMarked
package io.pipes.forward.splice;

import org.jspecify.annotations.NullMarked;
