// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;

/**
 * The result of a handshake.
 *
 * @param toResponder 32 bytes, source of all keys of that direction
 * @param toInitiator 32 bytes, source of all keys of that direction
 * @param binding 32 bytes that are the same on both sides and different for every handshake; not secret
 */
public record SessionSecret(Secret toResponder, Secret toInitiator, Bytes binding) {}
