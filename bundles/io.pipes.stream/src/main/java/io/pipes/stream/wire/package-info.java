// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** What is said about streams. */
@NullMarked
package io.pipes.stream.wire;

import org.jspecify.annotations.NullMarked;
