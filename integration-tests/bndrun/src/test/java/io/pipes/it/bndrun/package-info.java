// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Runs what bnd resolved. Not here: Karaf. */
@NullMarked
package io.pipes.it.bndrun;

import org.jspecify.annotations.NullMarked;
