// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The network's membership log, as extensions see it: members, and statements that extensions record beside them.
 *
 * <p>The log is a hash-linked graph that every node keeps and synchronises; what is valid does not depend on the order in which
 * operations arrive. A statement may therefore become invalid later, when an earlier concurrent removal of its author arrives.
 */
@ProviderType
public interface Membership {
    /** The longest body of a statement by an admin or an owner, in bytes. */
    int MAX_STATEMENT_BYTES = 256 << 10;

    /** How the kinds begin that only admins and owners may record. */
    String ADMIN_KIND_PREFIX = "admin.";

    /** The longest body of a statement by a writer, in bytes. */
    int MAX_WRITER_STATEMENT_BYTES = 64 << 10;

    /** Present members, this node included unless it was removed, ordered by id. */
    Collection<Member> members();

    Optional<Member> member(NodeId id);

    /** Who has taken the place of a node that was restored from a backup and is no member any more; maybe no member any more either. */
    default Optional<NodeId> successor(NodeId former) {
        return Optional.empty();
    }

    /**
     * The key that verifies what a node has published which may write, or might at some time, also if it was removed since. 32 bytes; empty
     * for all others.
     */
    Optional<Bytes> authorKey(NodeId id);

    /**
     * Nodes that had at least this role at some time and do not have it now, in order of id: each with what took it from them, in causal
     * order.
     */
    Map<NodeId, List<Ending>> former(Role role);

    /** Hash over the newest operations: equal on two nodes exactly when they know the same log. 32 bytes. */
    Bytes head();

    /** Valid statements of a kind in causal order (ties by id), including those of members who were removed later. */
    List<Statement> statements(String kind);

    /**
     * Statements of a kind that were rightful for their authors, who did not know of what makes them void now; in causal order (ties by id).
     * Where they came before that they have counted for a while, so what cannot be undone has to be read from them as well.
     */
    List<Statement> voided(String kind);

    /** Whether the author of a later operation of the log knew the earlier one, itself or by what it knew. */
    boolean isBefore(OperationId earlier, OperationId later);

    /**
     * Those of some operations of the log that know of none of the others. Costs one look through the log, where {@link #isBefore} remembers
     * what the later one knew.
     */
    default Set<OperationId> earliest(Collection<OperationId> among) {
        return among.stream()
                .filter(one -> among.stream().noneMatch(other -> isBefore(other, one)))
                .collect(Collectors.toSet());
    }

    /**
     * Records a statement signed by this node, durable and announced to the others when the stage completes.
     *
     * @param kind 1 to 32 characters of {@code a-z 0-9 . -}
     * @param body as long as this node's role allows; {@link #MAX_WRITER_STATEMENT_BYTES} is allowed to all who may record
     * @return fails with {@link IllegalStateException} when this node may not (it was removed, its role is too low for the kind, or the
     *     body is too long for its role)
     */
    CompletionStage<Statement> record(String kind, Bytes body);

    Registration listen(MembershipListener listener);

    /**
     * Operations of the log as they travel, each behind those it rests on.
     *
     * @param from the number of the first, from 0; numbers are this node's own and hold while it runs
     * @return about 64 KiB, at least one; only what is durable, and nothing when there are no more
     */
    List<Bytes> operations(int from);

    /**
     * Takes operations as if a peer had sent them: read strictly, of this network, by somebody who is or was a member, signed. Nothing
     * waits: what rests on operations that are not here is not taken.
     *
     * @param operations as they travel, each behind those it rests on
     * @return completes when what was taken is durable and listeners have heard of it; fails when the store did not take it
     */
    CompletionStage<LogIntake> take(List<Bytes> operations);

    /**
     * What became of operations that were handed in.
     *
     * @param taken how many are in the log now and were not before
     * @param refusal why another one was not taken
     */
    record LogIntake(int taken, Optional<String> refusal) {}

    /**
     * What a member said in the log.
     *
     * @param authorRole the author's role when it said so
     * @param wallMillis when, by the author's clock
     */
    record Statement(OperationId id, NodeId author, Role authorRole, long wallMillis, String kind, Bytes body) {}

    /**
     * An operation that counts and ended what a node might do: a removal, or an assignment of a lower role.
     *
     * @param wallMillis when, by the clock of its author; {@link Long#MAX_VALUE}, so when one hears of it, if the node left by itself
     */
    record Ending(OperationId operation, long wallMillis) {}
}
