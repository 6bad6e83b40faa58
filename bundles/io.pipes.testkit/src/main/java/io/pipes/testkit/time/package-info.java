// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Virtual time, the loops that run on it and the chance that belongs to one seed: what makes a run repeatable.
 *
 * <p>Not here: networks, disks and nodes, which other packages build on top of this.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.testkit.time;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
