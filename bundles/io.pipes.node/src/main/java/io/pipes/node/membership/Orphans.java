// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Operations that wait for their parents, a bounded number for each peer; the oldest ones make room, since they can be fetched again. */
final class Orphans {
    static final int MAX_OPERATIONS = 64;
    static final int MAX_BYTES = 512 << 10;

    /** An operation and who sent it. */
    record Orphan(NodeId from, Operation operation, int size) {}

    private final Map<NodeId, LinkedHashMap<OperationId, Orphan>> byPeer = new HashMap<>();

    void keep(NodeId from, Operation operation) {
        LinkedHashMap<OperationId, Orphan> own = byPeer.computeIfAbsent(from, any -> new LinkedHashMap<>());
        own.putIfAbsent(operation.id(), new Orphan(from, operation, size(operation)));
        int bytes = own.values().stream().mapToInt(Orphan::size).sum();
        Iterator<Orphan> oldest = own.values().iterator();
        for (int count = own.size(); count > MAX_OPERATIONS || bytes > MAX_BYTES; count--) {
            bytes -= oldest.next().size();
            oldest.remove();
        }
    }

    /** Takes out one whose parents have come. */
    Optional<Orphan> next(Dag dag) {
        for (LinkedHashMap<OperationId, Orphan> own : byPeer.values()) {
            for (Orphan orphan : own.values()) {
                if (dag.contains(orphan.operation().id()) || !dag.isMissingParentsOf(orphan.operation())) {
                    own.remove(orphan.operation().id());
                    return Optional.of(orphan);
                }
            }
        }
        return Optional.empty();
    }

    void forget(NodeId peer) {
        byPeer.remove(peer);
    }

    int count(NodeId peer) {
        return byPeer.getOrDefault(peer, new LinkedHashMap<>()).size();
    }

    private static int size(Operation operation) {
        int body = operation.action() instanceof Action.Statement statement
                ? statement.body().size()
                : 0;
        return body + 1_024;
    }
}
