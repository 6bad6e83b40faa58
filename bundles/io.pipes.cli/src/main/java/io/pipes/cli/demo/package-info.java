// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Shows on three real nodes what Pipes does, and proves each claim.
 *
 * <p>Not here: anything that other commands need.
 */
@NullMarked
package io.pipes.cli.demo;

import org.jspecify.annotations.NullMarked;
