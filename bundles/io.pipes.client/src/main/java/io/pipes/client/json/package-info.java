// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * JSON as plain maps, lists, strings, numbers and booleans, which is quick to load.
 *
 * <p>Not here: what the objects of the API mean.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.client.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
