// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What a feature bundle implements to live on every node, and what the kernel offers it.
 *
 * <p>Not here: how links, membership and storage work; the kernel keeps that to itself.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.node;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
