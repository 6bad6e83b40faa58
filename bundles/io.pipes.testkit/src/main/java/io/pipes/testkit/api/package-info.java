// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The contract of the API for applications, in whatever way a program got its {@link io.pipes.api.Pipes}.
 *
 * <p>Not here: the features behind it, which have contracts of their own.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.testkit.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
