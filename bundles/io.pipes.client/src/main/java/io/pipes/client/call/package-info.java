// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The conversation with a node: calls and their answers, connections that are lost and come back, and what has to be set up anew then.
 *
 * <p>Not here: what the calls say, and what carries them.
 */
@NullMarked
package io.pipes.client.call;

import org.jspecify.annotations.NullMarked;
