// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Subscriptions: how what a node tells reaches the subscribers of an application, no faster than they want it, and without a gap when the
 * connection was lost.
 *
 * <p>Not here: what is told.
 */
@NullMarked
package io.pipes.client.feed;

import org.jspecify.annotations.NullMarked;
