// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** What packing frames into records and taking them out again costs. Not in it: sealing, which {@code crypto} measures. */
@NullMarked
package io.pipes.benchmarks.wire;

import org.jspecify.annotations.NullMarked;
