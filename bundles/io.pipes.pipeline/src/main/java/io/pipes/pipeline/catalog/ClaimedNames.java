// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which pipelines claim a name, and what they are called by that, whatever came first. */
final class ClaimedNames {
    private final Map<String, List<PipelineEntry>> claims = new HashMap<>();
    /** By which pipelines are told apart from their namesakes, whether they have some or not: nobody can claim such a name. */
    private final Set<String> uniqueNames = new HashSet<>();

    /**
     * Takes in the claim of a pipeline that is new.
     *
     * @param called hears what those are called now for whom it may make a difference, this one among them
     */
    void claim(PipelineEntry claimed, BiConsumer<PipelineEntry, String> called) {
        claims.computeIfAbsent(claimed.name(), first -> new ArrayList<>()).add(claimed);
        uniqueNames.add(claimed.uniqueName());
        tell(claimed.name(), called);
        tell(claimed.uniqueName(), called);
    }

    private void tell(String name, BiConsumer<PipelineEntry, String> called) {
        List<PipelineEntry> ofOneName = claiming(name);
        boolean alone = ofOneName.size() == 1 && !uniqueNames.contains(name);
        ofOneName.forEach(one -> called.accept(one, alone ? name : one.uniqueName()));
    }

    /** In the order in which this node has heard of them, and as they claimed it. */
    List<PipelineEntry> claiming(String name) {
        return claims.getOrDefault(name, List.of());
    }

    boolean isTaken(String name) {
        return claims.containsKey(name) || uniqueNames.contains(name);
    }

    void clear() {
        claims.clear();
        uniqueNames.clear();
    }
}
