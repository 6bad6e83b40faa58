// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Deterministic CBOR (RFC 8949 section 4.2.1), the only encoding that is hashed, signed or sent: one value has one encoding.
 * Not here: floats, tags, indefinite lengths, object mapping, and integers outside -2^63 to 2^63-1.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.base.cbor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
