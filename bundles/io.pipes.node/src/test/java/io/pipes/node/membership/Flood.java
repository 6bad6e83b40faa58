// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static io.pipes.node.membership.Node.get;

import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.OperationId;
import java.util.ArrayList;
import java.util.List;

/** Statements of one writer that pretend not to know of each other. */
final class Flood {
    private Flood() {}

    static List<Operation> of(Node author, int count, Node... receivers) {
        NetworkId network = author.ledger.network();
        List<OperationId> before = addOf(author);
        List<Operation> flood = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Action said = new Action.Statement("flood", Bytes.utf8(count + "/" + i));
            flood.add(Operation.sign(Actor.SUITE, author.actor.signer, network, author.id, before, i, said));
        }
        for (Node receiver : receivers) {
            get(receiver.ledger.take(author.id, flood, List.of()));
        }
        return flood;
    }

    private static List<OperationId> addOf(Node author) {
        return LedgerTest.operations(author).stream()
                .filter(operation -> operation.action() instanceof Action.Add add
                        && add.newcomer().id().equals(author.id))
                .map(Operation::id)
                .toList();
    }
}
