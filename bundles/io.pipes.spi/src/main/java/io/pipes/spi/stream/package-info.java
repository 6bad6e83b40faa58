// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Streams of bytes between two nodes, as features on a node use them.
 *
 * <p>Not here: connections that carry a link ({@link io.pipes.spi.transport}), and streams as applications see them.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.stream;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
