// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Whole networks of production nodes in one test, in virtual time: a JUnit 5 extension and what it hands to tests.
 *
 * <p>Not here: the simulated machines themselves, which are in {@code io.pipes.testkit.network}.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.testkit.nodes;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
