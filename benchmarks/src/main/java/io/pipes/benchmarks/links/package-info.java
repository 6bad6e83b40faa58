// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Bulk through one link, cold and warm: {@code benchmarks/run links}.
 *
 * <p>Not here: messages.
 */
@NullMarked
package io.pipes.benchmarks.links;

import org.jspecify.annotations.NullMarked;
