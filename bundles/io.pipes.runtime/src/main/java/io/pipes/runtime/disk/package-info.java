// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * A {@link io.pipes.base.Disk} on the real one.
 *
 * <p>Not here: formats of any file.
 */
@NullMarked
package io.pipes.runtime.disk;

import org.jspecify.annotations.NullMarked;
