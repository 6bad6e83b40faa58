// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

/**
 * Where a record stands.
 *
 * @param length bytes from its header to its checksum
 */
public record Location(long segment, int offset, int length) {
    /** Whether it begins in this part of a segment, the end excluded. */
    public boolean isWithin(long part, int from, int to) {
        return segment == part && offset >= from && offset < to;
    }
}
