// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Where a process keeps its data, and how it was told to behave.
 *
 * <p>Not here: stores, which bundles of their own open below the home.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.home;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
