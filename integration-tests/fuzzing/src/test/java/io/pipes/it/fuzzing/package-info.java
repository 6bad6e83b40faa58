// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Runs the fuzz targets of all bundles for real. Not here: the targets themselves, which stand beside the code they attack. */
@NullMarked
package io.pipes.it.fuzzing;

import org.jspecify.annotations.NullMarked;
