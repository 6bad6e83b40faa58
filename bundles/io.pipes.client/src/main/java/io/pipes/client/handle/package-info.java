// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The handles of the API: what an application calls, said to a node.
 *
 * <p>Not here: how it reaches the node.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.client.handle;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
