// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How the messages of the API's protocol reach a node: as trees, over whatever carries them, and how these are written in CBOR.
 *
 * <p>Not here: what they say.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.client.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
