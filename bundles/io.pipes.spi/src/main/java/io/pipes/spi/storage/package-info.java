// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What a store bundle implements: durable, sealed, keyed entries in areas, and blobs that are too long to be such entries.
 *
 * <p>Not here: what the entries mean.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
