// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The process's threads, time and chance as production has them.
 *
 * <p>Not here: protocol code of any kind; it asks for the interfaces of {@code io.pipes.base} and {@code io.pipes.spi}.
 */
@NullMarked
package io.pipes.runtime;

import org.jspecify.annotations.NullMarked;
