// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** What sealing and signing cost, measured at the suite that nodes use. Not in it: limits that a build enforces. */
@NullMarked
package io.pipes.benchmarks.crypto;

import org.jspecify.annotations.NullMarked;
