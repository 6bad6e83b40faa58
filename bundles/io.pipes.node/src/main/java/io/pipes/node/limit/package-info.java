// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How often others may make this node work.
 *
 * <p>Not here: what is limited; that is said where it happens.
 */
@NullMarked
package io.pipes.node.limit;

import org.jspecify.annotations.NullMarked;
