// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The secrets of pipelines: who holds which, when a new one is made and by whom.
 *
 * <p>Not here: the cipher they feed.
 */
@NullMarked
package io.pipes.pipeline.epoch;

import org.jspecify.annotations.NullMarked;
