// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.id.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of authors that are no members as far as this node knows: its log may be a moment behind. Few are kept; of more, the oldest are
 * forgotten, and asked for again when somebody has joined.
 */
final class Strangers {
    static final int MAX = 64;

    private final Map<NodeId, LinkState> records = new LinkedHashMap<>();
    private boolean forgot;

    void add(LinkState record) {
        LinkState before = records.get(record.author());
        if (before != null && before.number() > record.number()) {
            return;
        }
        records.remove(record.author());
        records.put(record.author(), record);
        if (records.size() > MAX) {
            records.remove(records.keySet().iterator().next());
            forgot = true;
        }
    }

    /** What is kept of an author, which is no stranger any more. */
    @Nullable
    LinkState take(NodeId author) {
        return records.remove(author);
    }

    /** Whether any were forgotten since this was asked last. */
    boolean forgot() {
        boolean was = forgot;
        forgot = false;
        return was;
    }
}
