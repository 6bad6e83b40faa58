// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Private networks: making, joining, inviting into, and leaving them.
 *
 * <p>Not here: what is said in them.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.network;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
