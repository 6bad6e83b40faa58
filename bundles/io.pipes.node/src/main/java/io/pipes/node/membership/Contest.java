// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Who wins when some void others. Without circles the answer is plain: who is not voided by a winner wins. Those who void each other in a
 * circle are decided by rank: there, whoever attacks a higher one is attacked by it instead.
 */
final class Contest {
    private final int size;
    private final Comparator<Integer> rank;
    private final BitSet[] attacks;

    /**
     * @param rank negative when the first is the higher one; never zero for two different ones
     */
    Contest(int size, Comparator<Integer> rank) {
        this.size = size;
        this.rank = rank;
        attacks = rows(size);
    }

    void attack(int attacker, int attacked) {
        attacks[attacker].set(attacked);
    }

    BitSet winners() {
        return settle(decided());
    }

    /** The attacks without circles. */
    private BitSet[] decided() {
        int[] circle = circles();
        BitSet[] decided = rows(size);
        for (int a = 0; a < size; a++) {
            for (int b = attacks[a].nextSetBit(0); b >= 0; b = attacks[a].nextSetBit(b + 1)) {
                if (circle[a] == circle[b] && rank.compare(b, a) < 0) {
                    decided[b].set(a);
                } else if (a != b) {
                    decided[a].set(b);
                }
            }
        }
        return decided;
    }

    /** Goes from those whom nobody attacks onwards. */
    private BitSet settle(BitSet[] decided) {
        int[] open = new int[size];
        for (BitSet row : decided) {
            row.stream().forEach(b -> open[b]++);
        }
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < size; i++) {
            if (open[i] == 0) {
                ready.add(i);
            }
        }
        BitSet losers = new BitSet();
        while (!ready.isEmpty()) {
            int a = ready.remove();
            boolean wins = !losers.get(a);
            for (int b = decided[a].nextSetBit(0); b >= 0; b = decided[a].nextSetBit(b + 1)) {
                if (wins) {
                    losers.set(b);
                }
                if (--open[b] == 0) {
                    ready.add(b);
                }
            }
        }
        BitSet winners = new BitSet();
        winners.set(0, size);
        winners.andNot(losers);
        return winners;
    }

    /** For each, the number of its strongly connected component (Kosaraju, without recursion: a peer decides how long the chains are). */
    private int[] circles() {
        List<Integer> finished = new ArrayList<>(size);
        BitSet seen = new BitSet();
        for (int i = 0; i < size; i++) {
            visit(i, attacks, seen, finished);
        }
        BitSet[] reverse = rows(size);
        for (int a = 0; a < size; a++) {
            int from = a;
            attacks[a].stream().forEach(b -> reverse[b].set(from));
        }
        int[] circle = new int[size];
        seen.clear();
        for (int i = size - 1; i >= 0; i--) {
            List<Integer> members = new ArrayList<>();
            visit(finished.get(i), reverse, seen, members);
            for (int member : members) {
                circle[member] = i;
            }
        }
        return circle;
    }

    /** Adds everything that is reached from here and was not seen before, each after what it reaches. */
    private static void visit(int start, BitSet[] edges, BitSet seen, List<Integer> finished) {
        if (seen.get(start)) {
            return;
        }
        Deque<int[]> path = new ArrayDeque<>();
        seen.set(start);
        path.push(new int[] {start, 0});
        while (!path.isEmpty()) {
            int[] top = path.peek();
            int next = edges[top[0]].nextSetBit(top[1]);
            if (next < 0) {
                finished.add(top[0]);
                path.pop();
            } else {
                top[1] = next + 1;
                if (!seen.get(next)) {
                    seen.set(next);
                    path.push(new int[] {next, 0});
                }
            }
        }
    }

    private static BitSet[] rows(int size) {
        BitSet[] rows = new BitSet[size];
        for (int i = 0; i < size; i++) {
            rows[i] = new BitSet();
        }
        return rows;
    }
}
