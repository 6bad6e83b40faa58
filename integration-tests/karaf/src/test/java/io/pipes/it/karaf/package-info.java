// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Real nodes in processes of their own, started from the packed distribution as people start it. Not here: anything that a unit test or
 * the simulator can show.
 */
@NullMarked
package io.pipes.it.karaf;

import org.jspecify.annotations.NullMarked;
