// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members that a ledger shows. Follows the log change by change, so that one more member costs the same however many there are.
 */
final class Members {
    private final Map<NodeId, Member> byId = new HashMap<>();
    private final SortedMap<NodeId, Member> inOrder = new TreeMap<>();
    private final Map<Bytes, Member> byLinkKey = new HashMap<>();

    /**
     * What became of one node.
     *
     * @param before null when it was no member
     * @param now null when it is none any more
     */
    record Difference(@Nullable Member before, @Nullable Member now) {}

    /** In order of id. */
    Collection<Member> all() {
        return Collections.unmodifiableCollection(inOrder.values());
    }

    Optional<Member> find(NodeId id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean has(NodeId id) {
        return byId.containsKey(id);
    }

    Optional<Member> findByLinkKey(Bytes linkKey) {
        return Optional.ofNullable(byLinkKey.get(linkKey));
    }

    /**
     * Follows the log; members that did not change stay the same objects.
     *
     * @param touched whose seats may be others than before; empty when anybody's may
     * @return those that were members before, in order of id, then those that are new
     */
    List<Difference> follow(Roster roster, Prekeys prekeys, Optional<? extends Collection<NodeId>> touched) {
        List<Difference> old = new ArrayList<>();
        List<Difference> joined = new ArrayList<>();
        for (NodeId id : touched.<NavigableSet<NodeId>>map(TreeSet::new).orElseGet(() -> everybody(roster))) {
            Member before = byId.get(id);
            Member now = member(roster.seat(id), prekeys, before);
            if (before != now) {
                (before == null ? joined : old).add(new Difference(before, now));
            }
        }
        // One member's key may have been another one's before.
        old.forEach(this::leave);
        old.forEach(this::enter);
        joined.forEach(this::enter);
        old.addAll(joined);
        return old;
    }

    private NavigableSet<NodeId> everybody(Roster roster) {
        NavigableSet<NodeId> all = new TreeSet<>(byId.keySet());
        roster.seats().forEach(seat -> all.add(seat.who().id()));
        return all;
    }

    private void leave(Difference difference) {
        Member before = difference.before();
        if (before != null) {
            byId.remove(before.id());
            inOrder.remove(before.id());
            byLinkKey.remove(before.linkKey());
        }
    }

    private void enter(Difference difference) {
        Member now = difference.now();
        if (now != null) {
            byId.put(now.id(), now);
            inOrder.put(now.id(), now);
            byLinkKey.put(now.linkKey(), now);
        }
    }

    private static @Nullable Member member(@Nullable Seat seat, Prekeys prekeys, @Nullable Member old) {
        if (seat == null) {
            return null;
        }
        Newcomer who = seat.who();
        Bytes boxKey = prekeys.boxKey(who.id());
        boolean same = old != null
                && old.role() == seat.role()
                && old.identity().equals(who.identity())
                && old.name().equals(who.name())
                && old.boxKey().equals(boxKey);
        return same ? old : Snapshot.member(who, seat.role(), boxKey);
    }
}
