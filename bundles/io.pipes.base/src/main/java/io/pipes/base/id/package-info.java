// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The ids of everything that has one, and how people write, abbreviate and say them.
 * Not here: how an id is computed, which is up to whoever owns the thing.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.base.id;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
