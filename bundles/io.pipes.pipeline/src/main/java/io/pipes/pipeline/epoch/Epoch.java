// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Clock;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One epoch of one pipeline, as far as this node knows it. */
public final class Epoch {
    private final EpochId id;
    private final OperationId origin;
    private final NodeId minter;
    private final long minted;
    private final long seenNanos;
    private final List<Claim> claims = new ArrayList<>();
    private Optional<Secret> secret = Optional.empty();
    private final Set<NodeId> recipients = new HashSet<>();

    /** How many of the claims are in {@link #recipients}. */
    private int counted;

    /**
     * @param origin the statement that speaks of it first
     * @param minted when it was made, in milliseconds by the minter's clock; a time that is still to come counts as this moment
     */
    Epoch(EpochId id, Membership.Statement origin, long minted, Clock clock) {
        this.id = id;
        this.origin = origin.id();
        minter = origin.author();
        this.minted = Math.min(minted, Math.max(0, clock.wallMillis()));
        seenNanos = clock.nanos();
    }

    /**
     * What one statement says of the epoch.
     *
     * @param parents what the author wants it to replace
     * @param boxed to whom the author boxed the secret
     */
    record Claim(NodeId author, Set<EpochId> parents, Set<NodeId> boxed) {}

    public EpochId id() {
        return id;
    }

    /** Present for those to whom it was boxed. */
    public Optional<Secret> secret() {
        return secret;
    }

    /** The statement that speaks of it first: what its author knew, whoever made it knew. */
    OperationId origin() {
        return origin;
    }

    /** Who spoke of it first. */
    NodeId minter() {
        return minter;
    }

    /** When it was made, as whoever first spoke of it says, in milliseconds; never later than when this node heard of it. */
    long minted() {
        return minted;
    }

    /** When this node first heard of it. */
    long seenNanos() {
        return seenNanos;
    }

    /** Which epochs it replaces. Only the word of whoever first spoke of it counts. */
    Set<EpochId> parents() {
        Set<EpochId> parents = new TreeSet<>();
        claims.stream()
                .filter(claim -> claim.author().equals(minter))
                .forEach(claim -> parents.addAll(claim.parents()));
        parents.remove(id);
        return parents;
    }

    /**
     * Who can open it: to whom it was boxed, and who boxed it, for whoever boxes a secret knows it.
     *
     * @param counts whose word counts: those whom the pipeline concerns, which never changes
     */
    Set<NodeId> recipients(Predicate<NodeId> counts) {
        for (; counted < claims.size(); counted++) {
            Claim claim = claims.get(counted);
            if (counts.test(claim.author())) {
                recipients.add(claim.author());
                recipients.addAll(claim.boxed());
            }
        }
        return Collections.unmodifiableSet(recipients);
    }

    void claim(Claim claim) {
        claims.add(claim);
    }

    void forgetClaims() {
        claims.clear();
        recipients.clear();
        counted = 0;
    }

    void open(Secret opened) {
        secret = Optional.of(opened);
    }

    /** Its secret is gone from memory. */
    void destroy() {
        secret.ifPresent(Secret::close);
        secret = Optional.empty();
    }
}
