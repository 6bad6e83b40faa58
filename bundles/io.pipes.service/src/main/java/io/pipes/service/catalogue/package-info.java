// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Who offers what: a signed announcement of each member, and how they spread.
 *
 * <p>Not here: calls.
 */
@NullMarked
package io.pipes.service.catalogue;

import org.jspecify.annotations.NullMarked;
