// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Who may call: tokens, their scopes, and their hashes on disk.
 *
 * <p>Not here: the calls.
 */
@NullMarked
package io.pipes.gateway.token;

import org.jspecify.annotations.NullMarked;
