// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Text that people and other programs read: timestamps.
 * Not here: the text of ids, and anything localised.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.base.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
