// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What every noun of the API shares: how calls fail.
 *
 * <p>Not here: the nouns themselves, one package each.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
