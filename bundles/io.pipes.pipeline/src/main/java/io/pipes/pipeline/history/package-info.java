// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What persistent pipelines keep: a chain of packets for each author, durable before anybody is told of them, and how readers go through
 * them at their own pace.
 *
 * <p>Not here: how nodes find out what they lack.
 */
@NullMarked
package io.pipes.pipeline.history;

import org.jspecify.annotations.NullMarked;
