// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

/**
 * Sizes in bytes.
 *
 * @param segment a segment that has grown to this size is followed by a new one
 * @param chunk room is reserved in steps of this size, so that forcing an append has only bytes to write
 * @param reserve no room is reserved when less than this would be left on the disk
 */
public record LogOptions(int segment, int chunk, long reserve) {
    public static final LogOptions USUAL = new LogOptions(16 << 20, 1 << 20, 16 << 20);

    public LogOptions {
        if (segment < 1024 || segment > 1 << 30 || chunk < 1 || reserve < 0) {
            throw new IllegalArgumentException("Segments have from 1 KiB to 1 GiB, chunks at least one byte");
        }
    }
}
