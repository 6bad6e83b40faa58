// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a ledger shows of its log: what is in the store. Does not change.
 *
 * @param operations how many operations are in the store
 * @param heads in order of id
 * @param valid those that count
 */
record Snapshot(int operations, List<OperationId> heads, Bytes head, BitSet valid) {
    static final Snapshot NOTHING = new Snapshot(0, List.of(), Bytes.EMPTY, new BitSet());

    /** The present state of the log. */
    static Snapshot of(CryptoSuite suite, LogState log) {
        List<OperationId> heads = log.dag().heads();
        return new Snapshot(log.dag().size(), heads, hash(suite, heads), log.valid());
    }

    static Member member(Newcomer who, Role role, Bytes boxKey) {
        return new Member(who.id(), who.identity(), who.name(), role, who.signingKey(), who.linkKey(), boxKey);
    }

    /** The operations that count here but did not before, in causal order. */
    List<Integer> news(Snapshot before, Dag dag) {
        BitSet news = (BitSet) valid.clone();
        news.andNot(before.valid);
        return inOrder(news, dag);
    }

    /** The operations that do not count. */
    BitSet voided() {
        BitSet voided = (BitSet) valid.clone();
        voided.flip(0, operations);
        return voided;
    }

    /** The operations that were not here before and do not count, in causal order. */
    List<Integer> voidNews(Snapshot before, Dag dag) {
        BitSet news = voided();
        news.clear(0, before.operations);
        return inOrder(news, dag);
    }

    private static List<Integer> inOrder(BitSet operations, Dag dag) {
        List<Integer> numbers = new ArrayList<>();
        operations.stream().forEach(numbers::add);
        numbers.sort(dag.canonical);
        return numbers;
    }

    /** Whether something counted before that does not here. */
    boolean lacks(Snapshot before) {
        BitSet lost = (BitSet) before.valid.clone();
        lost.andNot(valid);
        return !lost.isEmpty();
    }

    static Membership.Statement statement(Vertex vertex) {
        Operation operation = vertex.operation();
        Action.Statement said = (Action.Statement) operation.action();
        return new Membership.Statement(
                operation.id(),
                operation.author(),
                vertex.standing().role(),
                operation.wallMillis(),
                said.topic(),
                said.body());
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
