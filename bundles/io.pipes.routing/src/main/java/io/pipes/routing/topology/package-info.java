// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Who is linked to whom: signed link-state adverts, how they spread, and the shortest ways that follow from them.
 *
 * <p>Not here: circuits.
 */
@NullMarked
package io.pipes.routing.topology;

import org.jspecify.annotations.NullMarked;
