// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Membership;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who has keys of a pipeline and may not read it any more, and whether an epoch's maker knew that. A box may hold secrets of other epochs
 * than its own, and does not show of which: so whoever was ever given a box may have the secret of every epoch that was made by somebody who
 * did not know of its end.
 */
final class FormerReaders {
    private final Membership membership;

    /** Asked for with each packet that is published, and changed by the log only. */
    private final Map<EpochId, Boolean> keptOut = new HashMap<>();

    private Bytes head = Bytes.EMPTY;

    FormerReaders(Membership membership) {
        this.membership = membership;
    }

    /** Forgets what was found out: more is known of who has keys. */
    void clear() {
        keptOut.clear();
    }

    /**
     * Whether whoever made the epoch knew of everybody who had a key and may not read now.
     *
     * @param epochs all of the pipeline
     */
    boolean areKeptOutOf(Epoch epoch, PipelineEntry pipeline, Iterable<Epoch> epochs) {
        Bytes now = membership.head();
        if (!now.equals(head)) {
            head = now;
            keptOut.clear();
        }
        return keptOut.computeIfAbsent(epoch.id(), none -> wereKnownTo(epoch.origin(), pipeline, epochs));
    }

    private boolean wereKnownTo(OperationId origin, PipelineEntry pipeline, Iterable<Epoch> epochs) {
        Map<NodeId, List<Membership.Ending>> former =
                membership.former(pipeline.settings().read());
        for (Epoch any : epochs) {
            Set<NodeId> holders = any.recipients(pipeline::concerns);
            boolean known = holders.stream()
                    .flatMap(holder -> former.getOrDefault(holder, List.of()).stream())
                    .allMatch(ending -> membership.isBefore(ending.operation(), origin));
            if (!known) {
                return false;
            }
        }
        return true;
    }
}
