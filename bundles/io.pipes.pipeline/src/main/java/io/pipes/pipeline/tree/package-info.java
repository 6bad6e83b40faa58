// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How messages reach subscribers that take them at their own pace.
 *
 * <p>Not here: what the messages are.
 */
@NullMarked
package io.pipes.pipeline.tree;

import org.jspecify.annotations.NullMarked;
