// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The one place through which everything else reaches cryptography.
 *
 * <p>Not here: key distribution and membership, which are protocols and live in the kernel and its features.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.crypto;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
