// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One epoch of one pipeline, as far as this node knows it. */
public final class Epoch {
    private final EpochId id;
    private final NodeId minter;
    private final long seenNanos;
    private final Set<EpochId> parents = new TreeSet<>();
    private final Set<NodeId> recipients = new TreeSet<>();
    private Optional<Secret> secret = Optional.empty();

    Epoch(EpochId id, NodeId minter, long seenNanos) {
        this.id = id;
        this.minter = minter;
        this.seenNanos = seenNanos;
    }

    public EpochId id() {
        return id;
    }

    /** Present for those to whom it was boxed. */
    public Optional<Secret> secret() {
        return secret;
    }

    /** Who first spoke of it; only its word on what it replaces counts. */
    NodeId minter() {
        return minter;
    }

    /** When this node first heard of it. */
    long seenNanos() {
        return seenNanos;
    }

    Set<EpochId> parents() {
        return parents;
    }

    Set<NodeId> recipients() {
        return recipients;
    }

    void open(Secret opened) {
        secret = Optional.of(opened);
    }
}
