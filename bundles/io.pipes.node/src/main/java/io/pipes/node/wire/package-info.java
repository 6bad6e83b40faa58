// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What travels on a connection, byte by byte: preface, records, frames.
 *
 * <p>Not here: state; everything here reads or writes bytes and forgets them.
 */
@NullMarked
package io.pipes.node.wire;

import org.jspecify.annotations.NullMarked;
