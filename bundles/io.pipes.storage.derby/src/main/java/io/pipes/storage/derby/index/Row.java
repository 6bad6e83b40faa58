// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.storage.derby.log.Location;

/**
 * Where the newest value of a key stands.
 *
 * @param size bytes that the entry takes up in its record
 */
public record Row(Digest key, Digest area, long position, Location location, int size) {}
