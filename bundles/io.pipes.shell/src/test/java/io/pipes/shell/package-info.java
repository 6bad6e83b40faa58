// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Tests of the bridge to the shell of Karaf.
 *
 * <p>Not here: what they do, which is in {@code io.pipes.cli}.
 */
@NullMarked
package io.pipes.shell;

import org.jspecify.annotations.NullMarked;
