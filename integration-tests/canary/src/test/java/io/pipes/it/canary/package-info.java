// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Looks at what the build really did. Not here: anything about Pipes itself. */
@NullMarked
package io.pipes.it.canary;

import org.jspecify.annotations.NullMarked;
