// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The contract test of {@link io.pipes.spi.socket.Sockets}, against sockets of the JDK.
 *
 * <p>Not here: sockets of a simulated network; what a node does for other programs is tested with real ones.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.testkit.socket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
