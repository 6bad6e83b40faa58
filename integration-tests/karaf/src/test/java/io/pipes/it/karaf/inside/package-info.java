// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Bundles that tests put into a container to see and change it from within. Not here: anything the node needs, and nothing of it is ever
 * in the distribution.
 */
@NullMarked
package io.pipes.it.karaf.inside;

import org.jspecify.annotations.NullMarked;
