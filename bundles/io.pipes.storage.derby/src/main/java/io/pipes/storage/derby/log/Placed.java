// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.base.Bytes;

/**
 * An entry of the log and where it stands; what the index learns of it.
 *
 * @param removed whether the entry says that the key is gone
 * @param size bytes that the entry takes up in its record
 */
public record Placed(String area, Bytes key, long position, boolean removed, Location location, int size) {}
