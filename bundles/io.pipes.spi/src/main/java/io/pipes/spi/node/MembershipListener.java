// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears about changes of the membership log on the node's loop, after they are durable. */
@ConsumerType
public interface MembershipListener {
    default void joined(Member member) {}

    /** A member was removed; its links are closed already. Called on the removed node itself as well, with itself. */
    default void removed(Member member) {}

    default void changed(Member before, Member now) {}

    /**
     * A member has announced two box keys or more since the one that this node knew: they were apart, and what this node has boxed to it
     * meanwhile may be for a key that is destroyed. Heard after {@link #changed}.
     */
    default void outdated(Member member) {}

    /** A new valid statement; may repeat one that was valid, became invalid and is valid again. */
    default void stated(Membership.Statement statement) {}

    /** A new statement that does not count, because of what was said at the same time; it may have counted on nodes that it reached earlier. */
    default void cameVoid(Membership.Statement statement) {}

    /**
     * Operations that were valid are so no more, statements or what ended the rights of others, also where the members are the same as
     * before. Heard after what became of members, and before new statements.
     */
    default void voided() {}
}
