// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Sockets of this machine for programs that know nothing of Pipes: TCP, Unix sockets and UDP, with exactly what these say.
 *
 * <p>Not here: connections of nodes to each other, which are in {@link io.pipes.spi.transport}; and who may reach what, which is for those to
 * decide who open sockets.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.socket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
