// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.base.Bytes;

/**
 * An entry and where it stands.
 *
 * @param position grows with every change of the store; a value that is replaced moves to the end
 */
public record StoredEntry(long position, Bytes key, Bytes value) {}
