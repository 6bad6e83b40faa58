// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Who is there, how near, and what they say about themselves.
 *
 * <p>Not here: who belongs to the network, which its membership log decides.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.presence;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
