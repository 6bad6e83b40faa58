// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.pipeline.catalog.PipelineEntry;
import io.pipes.spi.node.Membership;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    boolean areKeptOutOf(Epoch epoch, PipelineEntry pipeline, Collection<Epoch> epochs) {
        Bytes now = membership.head();
        if (!now.equals(head)) {
            head = now;
            keptOut.clear();
        }
        return keptOut.computeIfAbsent(epoch.id(), none -> wereKnownTo(epoch.origins(pipeline), pipeline, epochs));
    }

    /** Who lost the right is asked for first: nearly always nobody, or the maker knew. */
    private boolean wereKnownTo(Origins origins, PipelineEntry pipeline, Collection<Epoch> epochs) {
        return membership.former(pipeline.settings().read()).entrySet().stream()
                .filter(former -> !wasKnownTo(origins, former.getValue()))
                .map(Map.Entry::getKey)
                .noneMatch(unknown -> epochs.stream()
                        .anyMatch(epoch -> epoch.recipients(pipeline).contains(unknown)));
    }

    private boolean wasKnownTo(Origins origins, List<Membership.Ending> endings) {
        return endings.stream().allMatch(ending -> origins.knew(ending.operation(), membership));
    }
}
