// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.OperationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Cuts what is to be said into messages of a proper size. */
final class Pages {
    /** With more heads than these, what a sample does not name is described by {@link OperationBuckets} as well. */
    static final int MAX_SAMPLED_HEADS = 64;

    private static final int PREKEYS_PER_PAGE = 32;

    private Pages() {}

    static List<SyncMessage.Fresh> of(News news) {
        List<SyncMessage.Fresh> pages = new ArrayList<>();
        List<Operation> page = new ArrayList<>();
        int size = 0;
        for (Operation operation : news.operations()) {
            size += Serving.size(operation);
            if (!page.isEmpty() && size > SyncMessage.PAGE_BYTES) {
                pages.add(new SyncMessage.Fresh(page, List.of()));
                page = new ArrayList<>();
                size = Serving.size(operation);
            }
            page.add(operation);
        }
        if (!page.isEmpty()) {
            pages.add(new SyncMessage.Fresh(page, List.of()));
        }
        // Behind the operations, which may introduce the prekeys' owners.
        for (SyncMessage.PrekeyPage prekeys : prekeys(news.prekeys())) {
            if (!prekeys.prekeys().isEmpty()) {
                pages.add(new SyncMessage.Fresh(List.of(), prekeys.prekeys()));
            }
        }
        return pages;
    }

    /** At least one page, so that an empty answer is an answer. */
    static List<SyncMessage.PrekeyPage> prekeys(List<Prekey> prekeys) {
        List<SyncMessage.PrekeyPage> pages = new ArrayList<>();
        for (int from = 0; from == 0 || from < prekeys.size(); from += PREKEYS_PER_PAGE) {
            int to = Math.min(from + PREKEYS_PER_PAGE, prekeys.size());
            pages.add(new SyncMessage.PrekeyPage(to < prekeys.size(), List.copyOf(prekeys.subList(from, to))));
        }
        return pages;
    }

    /** All heads, or so many of them that came last: what the other side lacks is most likely among those. */
    static List<OperationId> newest(Dag dag, Snapshot shown, int limit) {
        return shown.heads().stream()
                .sorted(Comparator.comparing(dag::number).reversed())
                .limit(limit)
                .toList();
    }

    /**
     * From what the other side can tell what is missing: the heads and, for when it does not know those, older operations at growing
     * distances.
     */
    static List<OperationId> sample(Dag dag, Snapshot shown) {
        Set<OperationId> sample = new LinkedHashSet<>(newest(dag, shown, MAX_SAMPLED_HEADS));
        int last = shown.operations() - 1;
        for (int distance = 1; distance < last; distance *= 2) {
            sample.add(dag.operation(last - distance).id());
        }
        sample.add(dag.operation(0).id());
        return List.copyOf(sample);
    }
}
