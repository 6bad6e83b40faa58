// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What the process prints beside its log.
 *
 * <p>Not here: the log itself, which the container writes and rotates.
 */
@NullMarked
package io.pipes.runtime.output;

import org.jspecify.annotations.NullMarked;
