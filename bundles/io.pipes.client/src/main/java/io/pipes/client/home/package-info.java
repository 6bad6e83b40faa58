// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Where a node lives on this machine, whether one runs there, and what lets its owner in.
 *
 * <p>Not here: starting and stopping it.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.client.home;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
