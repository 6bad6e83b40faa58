// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Where this process keeps what its nodes know, and the way to another place.
 *
 * <p>Not here: what is kept, and how a store is set up.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
