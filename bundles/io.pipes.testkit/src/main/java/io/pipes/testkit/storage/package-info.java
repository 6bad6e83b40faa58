// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Disks and packet stores that live in memory and lose on a crash what real ones lose, and what every store promises, as a test.
 *
 * <p>Not here: a store for anything that must be kept.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.testkit.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
