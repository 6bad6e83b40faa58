// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.catalog.PipelineEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All epochs of one pipeline, and what was said of them. */
final class PipelineEpochs {
    private final Map<EpochId, Epoch> known = new TreeMap<>();
    private final List<Claim> claims = new ArrayList<>();

    /** Asked for with each packet that is published; changed by what is said and by secrets. */
    private @Nullable Tips tips;

    Optional<Epoch> find(EpochId id) {
        return Optional.ofNullable(known.get(id));
    }

    Epoch findOrAdd(EpochId id, Supplier<Epoch> unknown) {
        return known.computeIfAbsent(id, none -> unknown.get());
    }

    /** In order of id. */
    Collection<Epoch> all() {
        return known.values();
    }

    void claim(Epoch epoch, Claim claim) {
        claims.add(claim);
        epoch.claim(claim);
        if (tips != null && claim.counts() && !tips.take(epoch)) {
            tips = null;
        }
    }

    /** What was said has to be read again; secrets stay. */
    void forgetClaims() {
        claims.clear();
        known.values().forEach(Epoch::forgetClaims);
        tips = null;
    }

    /** Secrets of some epochs have come. */
    void opened() {
        tips = null;
    }

    Tips tips(PipelineEntry pipeline) {
        if (tips == null) {
            tips = new Tips(pipeline, known);
        }
        return tips;
    }

    /** Whether nobody but readers can have the epoch's secret, from a box of its own or from one of another epoch. */
    boolean isOnlyFor(Set<NodeId> readers, PipelineEntry pipeline, Epoch epoch) {
        Set<NodeId> recipients = epoch.recipients(pipeline);
        return !recipients.isEmpty()
                && readers.containsAll(recipients)
                && epoch.isOnlyExposedTo(readers, pipeline, claims);
    }
}
