// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

/**
 * How much of a disk the blobs of a node may take.
 *
 * @param limit so many bytes of chunks one node has at most, those of blobs that are not whole among them
 * @param reserve nothing more is stored when fewer bytes than these would be left on the disk
 */
public record BlobRoom(long limit, long reserve) {
    /** What nodes take that were not told otherwise. */
    public static final BlobRoom USUAL = new BlobRoom(10L << 30, 32L << 20);

    /** As much as there is. */
    public static final BlobRoom ALL = new BlobRoom(Long.MAX_VALUE, 0);

    BlobRoom withoutLimit() {
        return new BlobRoom(Long.MAX_VALUE, reserve);
    }
}
