// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How sure it is that a silent member is gone.
 *
 * <p>Not here: what keeps a link from falling silent, which is the kernel's business.
 */
@NullMarked
package io.pipes.presence.detector;

import org.jspecify.annotations.NullMarked;
