// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What stores that block have in common: the limits of the contract, one writer at a time, answers that come on the loop, hashes
 * that stand for areas and keys where others can look.
 *
 * <p>Not here: how anything is kept.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.storage.blocking;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
