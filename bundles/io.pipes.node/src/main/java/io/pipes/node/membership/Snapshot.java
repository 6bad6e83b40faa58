// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a ledger shows: the state that is in the store. Does not change.
 *
 * @param changes of the log's members, see {@link LogState#changes}
 * @param operations how many operations are in the store
 * @param heads in order of id
 * @param valid those that count
 */
record Snapshot(
        long changes,
        int operations,
        List<OperationId> heads,
        Bytes head,
        BitSet valid,
        TreeMap<NodeId, Member> members,
        Map<Bytes, Member> byLinkKey) {
    static final Snapshot NOTHING =
            new Snapshot(-1, 0, List.of(), Bytes.EMPTY, new BitSet(), new TreeMap<>(), new HashMap<>());

    /** The present state of the log; members that did not change stay the same objects. */
    static Snapshot of(CryptoSuite suite, LogState log, Prekeys prekeys, Snapshot before) {
        TreeMap<NodeId, Member> members = new TreeMap<>();
        Map<Bytes, Member> byLinkKey = new HashMap<>();
        for (Seat seat : log.roster().seats()) {
            Member member = member(seat, prekeys, before);
            members.put(member.id(), member);
            byLinkKey.put(member.linkKey(), member);
        }
        return of(suite, log, members, byLinkKey);
    }

    /** The present state of a log in which no member and no prekey has changed. */
    static Snapshot sameMembers(CryptoSuite suite, LogState log, Snapshot before) {
        return of(suite, log, before.members, before.byLinkKey);
    }

    private static Snapshot of(
            CryptoSuite suite, LogState log, TreeMap<NodeId, Member> members, Map<Bytes, Member> byLinkKey) {
        List<OperationId> heads = log.dag().heads();
        Bytes head = hash(suite, heads);
        return new Snapshot(log.changes(), log.dag().size(), heads, head, log.valid(), members, byLinkKey);
    }

    private static Member member(Seat seat, Prekeys prekeys, Snapshot before) {
        Newcomer who = seat.who();
        Bytes boxKey = prekeys.boxKey(who.id());
        Member old = before.members.get(who.id());
        if (old != null
                && old.role() == seat.role()
                && old.identity().equals(who.identity())
                && old.name().equals(who.name())
                && old.boxKey().equals(boxKey)) {
            return old;
        }
        return member(who, seat.role(), boxKey);
    }

    static Member member(Newcomer who, Role role, Bytes boxKey) {
        return new Member(who.id(), who.identity(), who.name(), role, who.signingKey(), who.linkKey(), boxKey);
    }

    /** The operations that count here but did not before, in causal order. */
    List<Integer> news(Snapshot before, Dag dag) {
        BitSet news = (BitSet) valid.clone();
        news.andNot(before.valid);
        List<Integer> numbers = new ArrayList<>();
        news.stream().forEach(numbers::add);
        numbers.sort(dag.canonical);
        return numbers;
    }

    static Membership.Statement statement(Vertex vertex) {
        Operation operation = vertex.operation();
        Action.Statement said = (Action.Statement) operation.action();
        return new Membership.Statement(
                operation.id(), operation.author(), vertex.standing().role(), said.topic(), said.body());
    }

    private static Bytes hash(CryptoSuite suite, List<OperationId> heads) {
        Bytes[] parts = new Bytes[heads.size() + 1];
        parts[0] = Label.MEMBERSHIP_CHECKPOINT.bytes();
        for (int i = 0; i < heads.size(); i++) {
            parts[i + 1] = heads.get(i).bytes();
        }
        return suite.hash(parts);
    }
}
