// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How nodes find out what they lack of each other's histories, and fetch it: exchange {@code sync.1}.
 *
 * <p>Not here: what a history is, and packets that come by broadcast.
 */
@NullMarked
package io.pipes.pipeline.sync;

import org.jspecify.annotations.NullMarked;
