// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Membership;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who may have an epoch's secret from a box of another one. A box may hold secrets of other epochs than its own, and does not show of which:
 * so whoever is given a box by a statement that the epoch's maker did not know of may have it.
 */
final class Exposure {
    private final Membership log;
    private Origins origins = Origins.NONE;

    /** How many of the pipeline's claims were looked at, with these origins. */
    private int read;

    private final Set<NodeId> named = new HashSet<>();
    private final Set<NodeId> namedVoid = new HashSet<>();

    Exposure(Membership log) {
        this.log = log;
    }

    void forgetClaims() {
        begin(Origins.NONE);
    }

    private void begin(Origins now) {
        origins = now;
        named.clear();
        namedVoid.clear();
        read = 0;
    }

    /**
     * Whether nobody but readers may have it.
     *
     * @param now by what the epoch began
     * @param claims all of its pipeline; grow at their end only, until they are forgotten
     */
    boolean isOnlyTo(Set<NodeId> readers, PipelineEntry pipeline, Origins now, List<Claim> claims) {
        if (!now.areSame(origins)) {
            begin(now);
        }
        claims.subList(read, claims.size()).stream()
                .filter(claim -> pipeline.concerns(claim.author()) && !now.knew(claim.said(), log))
                .forEach(this::enter);
        read = claims.size();
        return named.stream().allMatch(node -> readers.contains(node) || isKnownToBeGone(node, pipeline))
                && namedVoid.stream().allMatch(node -> readers.contains(node) || areEndingsKnown(node, pipeline));
    }

    private void enter(Claim claim) {
        Set<NodeId> entered = claim.counts() ? named : namedVoid;
        entered.add(claim.author());
        entered.addAll(claim.boxed());
    }

    /**
     * Whoever knew that a node was removed gives it nothing more. A member that lost the right otherwise may have had it again meanwhile, by
     * settings or by what is void now.
     */
    private boolean isKnownToBeGone(NodeId node, PipelineEntry pipeline) {
        List<Membership.Ending> endings = endings(pipeline).getOrDefault(node, List.of());
        return !endings.isEmpty() && log.member(node).isEmpty() && areKnown(endings);
    }

    /** Of who never had the right nothing void is believed: a removed member could go on for ever with it. */
    private boolean areEndingsKnown(NodeId node, PipelineEntry pipeline) {
        return areKnown(endings(pipeline).getOrDefault(node, List.of()));
    }

    private Map<NodeId, List<Membership.Ending>> endings(PipelineEntry pipeline) {
        return log.former(pipeline.settings().read());
    }

    private boolean areKnown(List<Membership.Ending> endings) {
        return endings.stream().map(Membership.Ending::operation).allMatch(this::isKnown);
    }

    private boolean isKnown(OperationId operation) {
        return origins.knew(operation, log);
    }
}
