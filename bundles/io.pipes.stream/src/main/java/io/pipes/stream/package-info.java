// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Streams between two nodes: what attaches them to a node. */
@NullMarked
package io.pipes.stream;

import org.jspecify.annotations.NullMarked;
