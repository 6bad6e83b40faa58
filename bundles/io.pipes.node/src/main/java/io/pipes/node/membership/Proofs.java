// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.node.Member;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a member shows that it is one: the operations to which it owes its seat, from the genesis to the one that added it. */
final class Proofs {
    private static final int MAX_OPERATIONS = 16;

    private final CryptoSuite suite;
    private final LogState log;

    Proofs(CryptoSuite suite, LogState log) {
        this.suite = suite;
        this.log = log;
    }

    /** The oldest operations are left out when they do not fit; who checks it probably has them. */
    Bytes proof(int add, int maxBytes) {
        Dag dag = log.dag();
        List<Bytes> newestFirst = new ArrayList<>();
        int size = 3;
        for (int number : owedTo(add)) {
            Bytes encoded = dag.operation(number).encode();
            size += encoded.size() + 3;
            if (size > maxBytes || newestFirst.size() == MAX_OPERATIONS) {
                break;
            }
            newestFirst.add(encoded);
        }
        CborWriter out = new CborWriter(size).writeArray(newestFirst.size());
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            out.writeBytes(newestFirst.get(i));
        }
        return out.toBytes();
    }

    /** Newest first: the add, and what gave each author its seat and role. */
    private List<Integer> owedTo(int add) {
        Dag dag = log.dag();
        BitSet owed = new BitSet();
        owed.set(add);
        List<Integer> newestFirst = new ArrayList<>();
        for (int n = add; n >= 0; n = owed.previousSetBit(n - 1)) {
            newestFirst.add(n);
            owed.set(dag.vertex(n).standing().add());
            owed.set(dag.vertex(n).standing().grant());
        }
        return newestFirst;
    }

    Member verify(Bytes proof, Bytes linkKey, int maxBytes) throws MalformedException {
        if (proof.size() > maxBytes) {
            throw new MalformedException("proof is too long");
        }
        CborReader in = new CborReader(proof);
        int count = in.readArray(MAX_OPERATIONS);
        Check check = new Check();
        for (int i = 0; i < count; i++) {
            check.next(Operation.decode(suite, in.readBytes(maxBytes)));
        }
        in.end();
        return check.result(linkKey);
    }

    /** Goes through a proof from its oldest operation. */
    private final class Check {
        private final Map<NodeId, Member> proven = new HashMap<>();
        private @Nullable Member last;

        void next(Operation operation) throws MalformedException {
            last = null;
            Integer number = log.dag().number(operation.id());
            if (number == null) {
                checkUnknown(operation);
            } else if (!log.isValid(number)) {
                throw new MalformedException("proof rests on an operation that does not count");
            }
            if (operation.action() instanceof Action.Genesis genesis) {
                prove(genesis.founder(), Role.OWNER);
            } else if (operation.action() instanceof Action.Add add) {
                prove(add.newcomer(), add.role());
                last = proven.get(add.newcomer().id());
            } else if (operation.action() instanceof Action.Succeed succeed) {
                prove(succeed.successor(), author(operation.author()).role());
                last = proven.get(succeed.successor().id());
            } else if (operation.action() instanceof Action.Assign assign) {
                promote(assign);
            }
        }

        /** An operation we do not have cannot lie in the past of a removal that we do have. */
        private void checkUnknown(Operation operation) throws MalformedException {
            Member author = author(operation.author());
            boolean succession = operation.action() instanceof Action.Succeed;
            if (log.roster().isRemovedWithSuccessors(operation.author())
                    || !succession && !author.role().atLeast(Role.ADMIN)) {
                throw new MalformedException("proof rests on someone who may not add");
            }
            if (operation.action() instanceof Action.Succeed succeed
                    && !succeed.successor().identity().equals(author.identity())) {
                throw new MalformedException("proof names a successor of another identity");
            }
            if (operation.action() instanceof Action.Add add && !author.role().atLeast(add.role())
                    || operation.action() instanceof Action.Assign assign
                            && !author.role().atLeast(assign.role())) {
                throw new MalformedException("proof gives a role above the giver's");
            }
            if (!operation.isSignedBy(suite, author.signingKey())) {
                throw new MalformedException("operation is not signed by its author");
            }
            operation.checkBinding(suite);
        }

        private Member author(NodeId id) throws MalformedException {
            Member author = proven.get(id);
            if (author != null) {
                return author;
            }
            Seat seat = log.roster().seatNowOrBefore(id);
            if (seat == null) {
                throw new MalformedException("proof rests on someone unknown");
            }
            return Snapshot.member(seat.who(), seat.role(), Bytes.EMPTY);
        }

        private void prove(Newcomer who, Role role) {
            proven.put(who.id(), Snapshot.member(who, role, Bytes.EMPTY));
        }

        private void promote(Action.Assign assign) throws MalformedException {
            Member m = author(assign.node());
            proven.put(
                    m.id(),
                    new Member(
                            m.id(), m.identity(), m.name(), assign.role(), m.signingKey(), m.linkKey(), Bytes.EMPTY));
        }

        Member result(Bytes linkKey) throws MalformedException {
            Member member = last;
            if (member == null || !member.linkKey().equals(linkKey)) {
                throw new MalformedException("proof is not of this node");
            }
            if (log.roster().isRemoved(member.id()) || log.roster().isSucceeded(member.id())) {
                throw new MalformedException("proof is of a node that was removed");
            }
            return member;
        }
    }
}
