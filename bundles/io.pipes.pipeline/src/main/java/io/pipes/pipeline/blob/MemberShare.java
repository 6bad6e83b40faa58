// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.util.List;
import java.util.Optional;

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

    /**
     * Who of those whose messages name a blob has room for so many bytes, the first one; anybody if it was let in before. One whose
     * share is used up does not keep out what others name as well.
     */
    Optional<NodeId> payer(Bytes address, long size) {
        List<NodeId> authors = book.authors(address);
        return authors.isEmpty()
                ? Optional.of(self)
                : authors.stream()
                        .filter(author ->
                                author.equals(self) || book.isLetIn(address) || book.bytesOf(author) + size <= bytes)
                        .findFirst();
    }
}
