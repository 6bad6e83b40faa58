// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The API for applications on simulated nodes: what an application gets in production, in virtual time.
 *
 * <p>Not here: the nodes and what happens to them, which are in {@code io.pipes.testkit.nodes}.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.testkit.apps;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
