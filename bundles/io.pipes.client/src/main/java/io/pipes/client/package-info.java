// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Talks to a node in another process: calls its API, receives what was subscribed to.
 *
 * <p>Not here: starting a node, and anything about terminals.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
