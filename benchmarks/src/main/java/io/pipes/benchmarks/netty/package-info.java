// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Sockets of bare Netty, with TLS or without: the limits beside which others are measured.
 *
 * <p>Not here: what goes over them.
 */
@NullMarked
package io.pipes.benchmarks.netty;

import org.jspecify.annotations.NullMarked;
