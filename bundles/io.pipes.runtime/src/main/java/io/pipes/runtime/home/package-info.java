// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The directory that makes this process this node: found, checked, locked.
 *
 * <p>Not here: what stores and keystores put into it.
 */
@NullMarked
package io.pipes.runtime.home;

import org.jspecify.annotations.NullMarked;
