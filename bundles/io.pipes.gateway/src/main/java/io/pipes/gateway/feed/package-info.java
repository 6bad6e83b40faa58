// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Subscriptions of clients: windows, skips, and coming back after a feature was replaced.
 *
 * <p>Not here: single calls.
 */
@NullMarked
package io.pipes.gateway.feed;

import org.jspecify.annotations.NullMarked;
