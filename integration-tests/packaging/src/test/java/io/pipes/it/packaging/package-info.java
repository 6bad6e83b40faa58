// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** Looks at what is built and shipped, without starting a node. Not here: nodes that run. */
@NullMarked
package io.pipes.it.packaging;

import org.jspecify.annotations.NullMarked;
