// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.id.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adverts of authors that are no members as far as this node knows: its log may be a moment behind. Few are kept; of more, the oldest are
 * forgotten, and asked for again when somebody has joined.
 */
final class Strangers {
    static final int MAX = 64;

    private final Map<NodeId, Advert> adverts = new LinkedHashMap<>();
    private boolean forgot;

    void add(Advert advert) {
        Advert before = adverts.get(advert.author());
        if (before != null && before.number() > advert.number()) {
            return;
        }
        adverts.remove(advert.author());
        adverts.put(advert.author(), advert);
        if (adverts.size() > MAX) {
            adverts.remove(adverts.keySet().iterator().next());
            forgot = true;
        }
    }

    /** What is kept of an author, which is no stranger any more. */
    @Nullable
    Advert take(NodeId author) {
        return adverts.remove(author);
    }

    /** Whether any were forgotten since this was asked last. */
    boolean forgot() {
        boolean was = forgot;
        forgot = false;
        return was;
    }
}
