// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;

/**
 * How much contents of one other member's messages may take here without anybody having asked for them: who publishes without end leaves
 * room for others.
 */
final class MemberShare {
    private final NodeId self;
    private final BlobBook book;
    private final long bytes;

    /** @param bytes for each member */
    MemberShare(NodeId self, BlobBook book, long bytes) {
        this.self = self;
        this.book = book;
        this.bytes = bytes;
    }

    /** Whether something of an author may be fetched whose length is not known yet. */
    boolean hasRoom(Bytes address, NodeId author) {
        return admits(address, author, 1);
    }

    /** Whether so many bytes of an author may be fetched. What was let in before goes on. */
    boolean admits(Bytes address, NodeId author, long size) {
        return author.equals(self) || book.isLetIn(address) || book.bytesOf(author) + size <= bytes;
    }
}
