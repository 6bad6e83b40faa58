// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The values of the API as the protocol writes them.
 *
 * <p>Not here: who asks for them.
 */
@NullMarked
package io.pipes.client.row;

import org.jspecify.annotations.NullMarked;
