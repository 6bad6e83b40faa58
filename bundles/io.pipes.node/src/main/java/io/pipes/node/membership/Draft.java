// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.storage.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one turn adds to the ledger. The log has it already, the store and everybody else not yet. */
final class Draft {
    private final LocalNode node;
    private final NodeId self;
    private final LogState log;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Prekey> prekeys = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    Draft(LocalNode node, NodeId self, LogState log) {
        this.node = node;
        this.self = self;
        this.log = log;
    }

    List<Operation> operations() {
        return operations;
    }

    List<Prekey> prekeys() {
        return prekeys;
    }

    List<Change> changes() {
        return changes;
    }

    /** Signs an operation of this node that comes after everything it knows, or fails with the reason why it may not. */
    Operation append(Action action) {
        Optional<Objection> objection = log.objection(self, action);
        if (objection.isPresent()) {
            throw objection.get().exception();
        }
        Operation first = log.dag().operation(0);
        Operation operation = Operation.sign(
                node.suite(),
                node.signer(),
                first.network(),
                self,
                Parents.of(log, self, action),
                node.clock().wallMillis(),
                action);
        try {
            put(operation);
        } catch (MalformedException e) {
            // Only with more heads than one operation can name: the right may rest on one that was left out.
            throw Objection.ROLE_TOO_LOW.exception();
        }
        return operation;
    }

    /** Takes an operation that somebody else made. */
    void put(Operation operation) throws MalformedException {
        log.add(operation);
        operations.add(operation);
        changes.add(LedgerStore.put(operation));
    }

    void put(Prekey prekey) {
        prekeys.add(prekey);
        changes.add(LedgerStore.put(prekey));
    }
}
