// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What travels on a connection, byte by byte
 *
 * <p>Not here:  preface, records, frames.:state; everything here reads or writes bytes and forgets them.
 */
@NullMarked
package io.pipes.node.wire;

import org.jspecify.annotations.NullMarked;
