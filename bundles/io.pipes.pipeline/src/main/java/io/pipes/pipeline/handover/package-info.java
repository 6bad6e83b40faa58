// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How one life of this bundle leaves to the next what it must not forget.
 *
 * <p>Not here: what that is.
 */
@NullMarked
package io.pipes.pipeline.handover;

import org.jspecify.annotations.NullMarked;
