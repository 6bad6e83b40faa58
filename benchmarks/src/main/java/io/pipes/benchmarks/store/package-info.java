// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** What it costs to store something durably and to find it again. Not in it: what is stored. */
@NullMarked
package io.pipes.benchmarks.store;

import org.jspecify.annotations.NullMarked;
