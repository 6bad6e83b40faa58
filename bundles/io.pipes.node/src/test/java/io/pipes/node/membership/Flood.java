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

    /** A statement that nobody has taken. */
    static Operation statement(Node author, Bytes body) {
        NetworkId network = author.ledger.network();
        Action said = new Action.Statement("flood", body);
        return Operation.sign(Actor.SUITE, author.actor.signer, network, author.id, addOf(author), 0, said);
    }

    static List<Operation> of(Node author, int count, Node... receivers) {
        List<Operation> flood = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            flood.add(statement(author, Bytes.utf8(count + "/" + i)));
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
