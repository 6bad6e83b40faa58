// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Runs the tests of the JavaScript client, which are written in its own language. Not here: what they test. */
@NullMarked
package io.pipes.it.javascript;

import org.jspecify.annotations.NullMarked;
