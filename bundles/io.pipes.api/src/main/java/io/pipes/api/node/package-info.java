// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The nodes of a network as seen from one of them.
 *
 * <p>Not here: links and routes, which are the kernel's business.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.node;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
