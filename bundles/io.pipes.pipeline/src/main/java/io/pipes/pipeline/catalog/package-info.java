// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Which pipelines the network has, as its members recorded them in the membership log.
 *
 * <p>Not here: their packets.
 */
@NullMarked
package io.pipes.pipeline.catalog;

import org.jspecify.annotations.NullMarked;
