// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How much a test does: little in a run for a change, much in a nightly one.
 *
 * <p>Not here: what is tested, and how long a test may take.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.testkit.scale;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
