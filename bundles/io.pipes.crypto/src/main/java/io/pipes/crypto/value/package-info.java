// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Sealing of values at rest under a key that lives long.
 *
 * <p>Not here: files and their formats.
 */
@NullMarked
package io.pipes.crypto.value;

import org.jspecify.annotations.NullMarked;
