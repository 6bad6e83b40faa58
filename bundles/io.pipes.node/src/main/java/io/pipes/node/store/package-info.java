// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Which of the installed stores the nodes of this process are kept in, and how they move to another one.
 *
 * <p>Not here: how a store works.
 */
@NullMarked
package io.pipes.node.store;

import org.jspecify.annotations.NullMarked;
