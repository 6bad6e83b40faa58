// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Signatures as COSE_Sign1 structures (RFC 9052) with detached payload, in the one encoding that PIPES1 knows.
 *
 * <p>Not here: what is signed; callers bring deterministic CBOR and a label.
 */
@NullMarked
package io.pipes.crypto.sign;

import org.jspecify.annotations.NullMarked;
