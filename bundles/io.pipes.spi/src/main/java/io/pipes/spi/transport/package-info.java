// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What a transport bundle implements: ways to reach an address with an ordered byte stream.
 *
 * <p>Not here: who is at the other end; links (in the node kernel) find that out.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
