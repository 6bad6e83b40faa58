// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Rules that hold for the code of all bundles together. Not here: anything about what the code does. */
@NullMarked
package io.pipes.it.architecture;

import org.jspecify.annotations.NullMarked;
