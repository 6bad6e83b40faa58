// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How what a node says is read.
 *
 * <p>Not here: who asks for it.
 */
@NullMarked
package io.pipes.client.row;

import org.jspecify.annotations.NullMarked;
