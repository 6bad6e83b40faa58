// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Links: authenticated, encrypted sessions that carry the messages of many protocols.
 *
 * <p>Not here: what messages say, and to whom links are made.
 */
@NullMarked
package io.pipes.node.link;

import org.jspecify.annotations.NullMarked;
