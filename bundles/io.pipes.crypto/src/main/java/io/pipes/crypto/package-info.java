// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The PIPES1 suite: X25519 with ML-KEM-768, Ed25519, AES-256-GCM, SHA-256, HKDF and Argon2id behind the crypto SPI.
 *
 * <p>Not here: who is given which key, and when keys are replaced.
 */
@NullMarked
package io.pipes.crypto;

import org.jspecify.annotations.NullMarked;
