// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;

/**
 * Two halves of an agreement key.
 *
 * @param publicKey may be shown to anybody
 * @param secret what the suite reads back; never leaves the process except sealed
 */
public record KeyPair(Bytes publicKey, Secret secret) {}
