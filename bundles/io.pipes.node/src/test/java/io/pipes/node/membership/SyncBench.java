// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.NodeId;
import io.pipes.testkit.time.ManualClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nodes and the wires between them. */
final class SyncBench {
    final ManualClock clock = new ManualClock();
    final List<Wire> wires = new ArrayList<>();
    final List<String> given = new ArrayList<>();
    private final Map<Node, LedgerSync> syncs = new HashMap<>();

    LedgerSync sync(Node node) {
        return syncs.computeIfAbsent(node, any -> new LedgerSync(node.ledger, clock, clock, new Listener(node)));
    }

    Wire[] connect(Node a, Node b) {
        Wire[] ends = Wire.between(a.id, sync(a), b.id, sync(b));
        wires.addAll(List.of(ends));
        sync(a).opened(ends[0]);
        sync(b).opened(ends[1]);
        return ends;
    }

    /** Carries everything until nothing moves any more. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Wire wire : List.copyOf(wires)) {
                moved |= wire.carry();
            }
        }
    }

    boolean inStep(Node a, Node b) {
        return sync(a).inStep(b.id) && sync(b).inStep(a.id);
    }

    private final class Listener implements LedgerSync.Listener {
        private final Node node;
        private final Map<NodeId, Integer> told = new TreeMap<>();

        Listener(Node node) {
            this.node = node;
        }

        @Override
        public void inStep(NodeId peer) {
            told.merge(peer, 1, Integer::sum);
        }

        @Override
        public void giveUp(NodeId peer, String reason) {
            given.add(node.actor.name + ": " + reason);
            for (Wire wire : List.copyOf(wires)) {
                if (wire.peer().equals(peer) && !wire.closed) {
                    wire.close();
                }
            }
        }
    }
}
