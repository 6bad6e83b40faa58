// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The way to the gateway for programs in the same process, as the owner of its nodes.
 *
 * <p>Not here: what they say, which is the protocol of all clients.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.gateway.local;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
