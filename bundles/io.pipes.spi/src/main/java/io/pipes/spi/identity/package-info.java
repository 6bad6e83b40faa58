// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What the kernel needs to know of the identities whose nodes it runs.
 *
 * <p>Not here: management of identities, which is API.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
