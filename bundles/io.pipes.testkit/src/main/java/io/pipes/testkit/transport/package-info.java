// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What every transport promises, as a test that each implementation inherits.
 *
 * <p>Not here: a transport; the simulated one is in {@code io.pipes.testkit.network}.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.testkit.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
