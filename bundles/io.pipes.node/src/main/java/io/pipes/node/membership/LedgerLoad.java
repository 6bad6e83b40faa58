// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.spi.storage.PacketStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a ledger from its store. Signatures were checked before anything was stored, and the store's seal shows that it is still the
 * same, so they are not checked again.
 */
final class LedgerLoad {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerLoad.class);

    private final LocalNode node;
    private final NetworkId network;
    private final LogState log = new LogState();
    private final Prekeys prekeys = new Prekeys();
    private int passedOver;

    private LedgerLoad(LocalNode node, NetworkId network) {
        this.node = node;
        this.network = network;
    }

    static CompletionStage<Ledger> ledger(LocalNode node, NetworkId network) {
        return new LedgerLoad(node, network).run();
    }

    private CompletionStage<Ledger> run() {
        PacketStore store = node.store();
        return store.read(LedgerStore.GENESIS, network.bytes())
                .thenCompose(genesis ->
                        genesis.isPresent() ? begin(genesis.get()) : CompletableFuture.failedFuture(nothing()))
                .thenCompose(done -> LedgerStore.each(store, LedgerStore.OPERATIONS, this::operation))
                .thenCompose(done -> LedgerStore.each(store, LedgerStore.PREKEYS, this::prekey))
                .handle((done, failure) -> {
                    if (failure != null) {
                        throw new CompletionException(LedgerStore.asPipes(Turns.cause(failure)));
                    }
                    return finish();
                });
    }

    private CompletionStage<Void> begin(Bytes genesis) {
        try {
            log.begin(Founding.check(node.suite(), network, genesis));
            return CompletableFuture.completedFuture(null);
        } catch (MalformedException e) {
            return CompletableFuture.failedFuture(nothing());
        }
    }

    /** One that does not fit because another one before it was damaged comes again from a peer. */
    private void operation(Bytes encoded) {
        try {
            Operation operation = Operation.decode(node.suite(), encoded);
            if (log.dag().isMissingParentsOf(operation)
                    || log.known(operation.author()).isEmpty()) {
                passedOver++;
            } else {
                log.add(operation);
            }
        } catch (MalformedException e) {
            passedOver++;
        }
    }

    private void prekey(Bytes encoded) {
        try {
            prekeys.keep(Prekey.decode(encoded));
        } catch (MalformedException e) {
            passedOver++;
        }
    }

    private Ledger finish() {
        if (passedOver > 0) {
            LOG.warn(
                    "{} entries of the membership log of {} are of no use; they are fetched from peers",
                    passedOver,
                    network);
        }
        return new Ledger(node, log, prekeys);
    }

    private static PipesException nothing() {
        return new PipesException(
                PipesException.Code.NOT_FOUND,
                "The store has no membership log of this network, or its beginning is damaged. Restore a backup or join again.");
    }
}
