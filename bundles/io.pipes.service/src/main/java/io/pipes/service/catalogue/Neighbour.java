// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.Clock;
import io.pipes.base.TokenBucket;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A peer with whom announcements are exchanged: what it holds as far as is known, and what it is owed. Lives on the loop. */
final class Neighbour {
    /** Roots that are looked at, and announcements that are given, at once and each second after. */
    private static final int ROOTS = 16;

    private static final int GIVEN = 4_096;
    private static final int GIVEN_EACH_SECOND = 100;

    final Exchange exchange;
    /** What it holds: by what it said, and by what it was told. */
    final Map<NodeId, Version> holds = new HashMap<>();
    /** Of whom it did not give what it was asked for while that was waited for; it may still come, once. */
    final Set<NodeId> overdue = new HashSet<>();

    private final TokenBucket roots;
    private final TokenBucket gifts;
    private final Set<NodeId> owed = new LinkedHashSet<>();
    /** Whether it has said its root. */
    boolean greeted;
    /** Whether it has spoken of somebody who is no member yet. */
    boolean spokeOfStranger;

    Neighbour(Exchange exchange, Clock clock) {
        this.exchange = exchange;
        roots = new TokenBucket(clock, ROOTS, 1);
        gifts = new TokenBucket(clock, GIVEN, GIVEN_EACH_SECOND);
    }

    boolean mayCompare() {
        return roots.take(1);
    }

    void greet(boolean first, Announcements held) {
        exchange.send(new CatalogueMessage.Root(first, held.root()).encode());
    }

    void owes(NodeId author, Announcements held) {
        if (held.of(author).isPresent() && gifts.take(1)) {
            owed.add(author);
        }
    }

    /** Gives what is owed, and tells what it does not hold, as far as it reads; called again when it can take more. */
    void say(Announcements held) {
        Iterator<NodeId> next = owed.iterator();
        while (next.hasNext() && exchange.writable()) {
            held.of(next.next()).ifPresent(one -> exchange.send(new CatalogueMessage.Given(one.encode()).encode()));
            next.remove();
        }
        if (greeted) {
            tell(held);
        }
    }

    private void tell(Announcements held) {
        List<Version> news = new ArrayList<>();
        for (Version version : held.versions()) {
            Version known = holds.get(version.author());
            if (known == null || version.replaces(known)) {
                news.add(version);
            }
        }
        for (int from = 0; from < news.size() && exchange.writable(); from += CatalogueMessage.MAX_ITEMS) {
            List<Version> page = news.subList(from, Math.min(news.size(), from + CatalogueMessage.MAX_ITEMS));
            exchange.send(new CatalogueMessage.Held(page).encode());
            page.forEach(version -> holds.put(version.author(), version));
        }
    }

    /** What is on its way from it comes all the same. */
    void forget(NodeId author) {
        holds.remove(author);
        owed.remove(author);
    }
}
