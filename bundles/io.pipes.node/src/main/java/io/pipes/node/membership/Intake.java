// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks what a peer sent, from cheap to dear, and puts what is good into a draft. */
final class Intake {
    private final CryptoSuite suite;
    private final NetworkId network;
    private final LogState log;
    private final Prekeys prekeys;
    private final Orphans orphans;

    Intake(CryptoSuite suite, NetworkId network, LogState log, Prekeys prekeys, Orphans orphans) {
        this.suite = suite;
        this.network = network;
        this.log = log;
        this.prekeys = prekeys;
        this.orphans = orphans;
    }

    /**
     * What became of it.
     *
     * @param lacking whether something waits for operations that this node does not have
     * @param faults who sent what must not be, and why
     */
    record Taken(boolean lacking, Map<NodeId, String> faults) {}

    Taken take(NodeId from, List<Operation> operations, List<Prekey> sent, Draft draft) {
        Map<NodeId, String> faults = new LinkedHashMap<>();
        boolean lacking = false;
        for (Operation operation : operations) {
            if (log.dag().contains(operation.id())) {
                continue;
            }
            if (log.dag().isMissingParentsOf(operation) && operation.network().equals(network)) {
                orphans.keep(from, operation);
                lacking = true;
                continue;
            }
            if (!admit(from, operation, draft, faults)) {
                break;
            }
            admitOrphans(draft, faults);
        }
        for (Prekey prekey : sent) {
            admit(from, prekey, draft, faults);
        }
        return new Taken(lacking && orphans.count(from) > 0, faults);
    }

    private void admitOrphans(Draft draft, Map<NodeId, String> faults) {
        Optional<Orphans.Orphan> next = orphans.next(log.dag());
        while (next.isPresent()) {
            Orphans.Orphan orphan = next.get();
            if (!log.dag().contains(orphan.operation().id())) {
                admit(orphan.from(), orphan.operation(), draft, faults);
            }
            next = orphans.next(log.dag());
        }
    }

    private boolean admit(NodeId from, Operation operation, Draft draft, Map<NodeId, String> faults) {
        try {
            check(operation);
            draft.put(operation);
            return true;
        } catch (MalformedException e) {
            faults.putIfAbsent(from, e.reason());
            return false;
        }
    }

    private void check(Operation operation) throws MalformedException {
        if (!operation.network().equals(network) || operation.action() instanceof Action.Genesis) {
            throw new MalformedException("operation is of another network");
        }
        Newcomer author = log.known(operation.author())
                .orElseThrow(() -> new MalformedException("operation is by someone who never was a member"));
        if (!operation.isSignedBy(suite, author.signingKey())) {
            throw new MalformedException("operation is not signed by its author");
        }
        operation.checkBinding(suite);
    }

    private void admit(NodeId from, Prekey prekey, Draft draft, Map<NodeId, String> faults) {
        if (!prekey.network().equals(network)) {
            faults.putIfAbsent(from, "prekey is of another network");
            return;
        }
        Optional<Newcomer> owner = log.known(prekey.node());
        if (owner.isEmpty() || !prekeys.isNews(prekey)) {
            return;
        }
        if (prekey.isSignedBy(suite, owner.get().signingKey())) {
            draft.put(prekey);
        } else {
            faults.putIfAbsent(from, "prekey is not signed by its node");
        }
    }
}
