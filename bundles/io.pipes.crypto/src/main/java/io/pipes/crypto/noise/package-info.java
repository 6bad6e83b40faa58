// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The Noise protocol framework, revision 34, for 25519, AESGCM and SHA256, with the hybrid forward secrecy extension over ML-KEM-768.
 *
 * <p>Not here: what is sent before or after the two handshake messages of a link.
 */
@NullMarked
package io.pipes.crypto.noise;

import org.jspecify.annotations.NullMarked;
