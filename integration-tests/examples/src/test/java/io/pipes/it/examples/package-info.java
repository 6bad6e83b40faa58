// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Runs the examples, and what the guides say, with real nodes. Not here: what is no example. */
@NullMarked
package io.pipes.it.examples;

import org.jspecify.annotations.NullMarked;
