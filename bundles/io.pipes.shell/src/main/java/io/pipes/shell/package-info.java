// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The commands of the pipes program as {@code pipes:*} in Karaf's shell.
 *
 * <p>Not here: what they do, which is in {@code io.pipes.cli}.
 */
@NullMarked
package io.pipes.shell;

import org.jspecify.annotations.NullMarked;
