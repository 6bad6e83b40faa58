// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.id.EpochId;
import io.pipes.pipeline.catalog.PipelineEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Epochs that are not replaced. Only what this node can open replaces others, and with them all that those replaced: an epoch that nobody
 * can open must not shut a pipeline. And only those whom the pipeline concerns are heard.
 */
final class Tips {
    /** So many are looked at of those that this node cannot open, for anybody can make them up. */
    private static final int FOREIGN = 64;

    private final PipelineEntry pipeline;

    /** Of each epoch that replaces others, which. */
    private final Map<EpochId, Set<EpochId>> replacing = new HashMap<>();

    private final Set<EpochId> replaced = new HashSet<>();
    private final Map<EpochId, Epoch> open = new TreeMap<>();
    private final Map<EpochId, Epoch> foreign = new TreeMap<>();

    Tips(PipelineEntry pipeline, Map<EpochId, Epoch> known) {
        this.pipeline = pipeline;
        Deque<Epoch> looked = new ArrayDeque<>(known.values().stream()
                .filter(epoch -> epoch.secret().isPresent())
                .toList());
        while (!looked.isEmpty()) {
            Epoch next = looked.remove();
            replacing.put(next.id(), next.parents(pipeline));
            for (EpochId parent : replacing.get(next.id())) {
                if (replaced.add(parent) && known.containsKey(parent)) {
                    looked.add(known.get(parent));
                }
            }
        }
        known.values().forEach(this::enter);
    }

    private void enter(Epoch epoch) {
        if (!replaced.contains(epoch.id()) && !epoch.recipients(pipeline).isEmpty()) {
            (epoch.secret().isPresent() ? open : foreign).put(epoch.id(), epoch);
        }
    }

    /**
     * Takes in that something more was said of an epoch; nothing of what was made up before is looked at again.
     *
     * @return whether these are the tips still, or must be found again
     */
    boolean take(Epoch epoch) {
        boolean replaces = epoch.secret().isPresent() || replaced.contains(epoch.id());
        if (replaces && !epoch.parents(pipeline).equals(replacing.get(epoch.id()))) {
            return false;
        }
        enter(epoch);
        return true;
    }

    boolean contains(Epoch epoch) {
        return open.containsKey(epoch.id()) || foreign.containsKey(epoch.id());
    }

    /** Those that this node can open, in order of id. */
    List<Epoch> open() {
        return List.copyOf(open.values());
    }

    /** Those that this node was not let into, in order of id; the first {@value #FOREIGN}. */
    List<Epoch> foreign() {
        return foreign.values().stream().limit(FOREIGN).toList();
    }

    /** Both. */
    List<Epoch> all() {
        return Stream.concat(open().stream(), foreign().stream()).toList();
    }
}
