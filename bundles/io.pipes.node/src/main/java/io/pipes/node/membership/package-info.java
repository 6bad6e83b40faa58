// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Who belongs to a network: the signed log of operations, what follows from it, how it is kept, and how nodes bring theirs in step.
 *
 * <p>Not here: how an invitation becomes an operation, and what a link does with a member's keys.
 */
@NullMarked
package io.pipes.node.membership;

import org.jspecify.annotations.NullMarked;
