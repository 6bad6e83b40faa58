// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * A suite that behaves like real cryptography but is only fast, an oracle that knows who could read what, and what every suite promises,
 * as a test.
 *
 * <p>Not here: any protection. Nothing sealed by the simulated suite is secret from somebody who reads this package.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.testkit.crypto;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
