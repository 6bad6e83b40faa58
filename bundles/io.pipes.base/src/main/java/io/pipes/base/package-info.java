// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The words every other bundle speaks: immutable bytes, secrets, time, chance, disks, and the one failure that bad input leads to.
 * Not here: anything that knows about networks, keys or plugins, and no production clock, disk or randomness.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.base;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
