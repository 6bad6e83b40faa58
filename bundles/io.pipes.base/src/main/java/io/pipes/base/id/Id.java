// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;

/** What all ids have in common. Two ids of different kinds are never equal, even with the same bytes. */
public sealed interface Id
        permits EpochId, IdentityId, InvitationId, MessageId, NetworkId, NodeId, OperationId, PacketId, PipelineId {
    /** The bytes that travel. */
    Bytes bytes();

    /** What it is the id of, one lower-case word such as {@code node}. */
    String kind();

    /** The whole id with its check symbols, as {@link Base32Check} writes it. */
    default String text() {
        return Base32Check.encode(kind(), bytes());
    }

    /** The first ten symbols, for logs and tables. */
    default String shortText() {
        return text().substring(0, 10);
    }

    /**
     * Whether the text begins like this, written in any way that {@link Base32Check} reads.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it, if no id can begin like this
     */
    default boolean hasPrefix(String beginning) {
        return text().startsWith(Base32Check.normalise(beginning));
    }
}
