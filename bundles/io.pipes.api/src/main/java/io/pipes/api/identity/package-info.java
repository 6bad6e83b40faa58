// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * People: identities and the devices that act for them.
 *
 * <p>Not here: membership in networks.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
