// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * A bundle that a test puts into its node's container to replace other bundles while the node runs. Not here: anything the node needs, and
 * nothing of it is ever in the distribution.
 */
@NullMarked
package io.pipes.it.karaf.updater;

import org.jspecify.annotations.NullMarked;
