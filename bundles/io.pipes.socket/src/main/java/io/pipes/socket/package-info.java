// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Makes and accepts TCP connections, Unix sockets and UDP sockets of this machine, on Netty.
 *
 * <p>Not here: which of them there should be, and who may use them.
 */
@NullMarked
package io.pipes.socket;

import org.jspecify.annotations.NullMarked;
