// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.base.Bytes;

/**
 * One stored value.
 *
 * @param key 1 to 64 bytes, unique in its area
 * @param value 0 to {@link PacketStore#MAX_VALUE_BYTES} bytes
 */
public record Entry(Bytes key, Bytes value) {}
