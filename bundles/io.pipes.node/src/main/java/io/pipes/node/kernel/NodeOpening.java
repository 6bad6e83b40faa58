// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.id.NodeId;
import io.pipes.node.backup.WatchedStore;
import io.pipes.node.invitation.Invitations;
import io.pipes.node.membership.Ledger;
import io.pipes.node.peering.AddressBook;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.PacketStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the stores of nodes, and undoes the beginning of nodes that did not come to be. Lives on the loop. */
final class NodeOpening {
    private static final Logger LOG = LoggerFactory.getLogger(NodeOpening.class);

    private final KernelParts kernel;

    NodeOpening(KernelParts kernel) {
        this.kernel = kernel;
    }

    /** Loads a node that exists. */
    CompletionStage<NodeParts> load(NodeId id) {
        return blocking(() -> kernel.keyring().read(id))
                .thenCompose(secrets -> withStore(
                        id,
                        secrets,
                        stores -> NodeProfile.load(stores.packets())
                                .thenCompose(
                                        profile -> Ledger.load(ledgerNode(secrets, stores.packets()), profile.network())
                                                .thenCompose(ledger -> parts(id, profile, secrets, stores, ledger)))));
    }

    /**
     * Makes a node that does not exist yet. All of it is durable when the stage completes; when it fails, nothing is left.
     *
     * @param ledger begins the ledger in the node's new store
     * @param before what else must be done before the node counts as existing
     */
    CompletionStage<NodeParts> make(
            NodeId id,
            NodeProfile profile,
            NodeSecrets secrets,
            Function<io.pipes.node.membership.LocalNode, CompletionStage<Ledger>> ledger,
            Function<NodeParts, CompletionStage<?>> before) {
        CompletionStage<NodeParts> made = prepare(id, secrets)
                .thenCompose(ready -> withStore(
                        id,
                        secrets,
                        stores -> ledger.apply(ledgerNode(secrets, stores.packets()))
                                .thenCompose(begun -> profile.save(stores.packets())
                                        .thenCompose(saved -> parts(id, profile, secrets, stores, begun)))
                                .thenCompose(parts -> before.apply(parts)
                                        .thenCompose(done -> complete(id, secrets))
                                        .thenApply(done -> parts))));
        return undoneOnFailure(id, made);
    }

    private CompletionStage<Void> prepare(NodeId id, NodeSecrets secrets) {
        return this.<Void>blocking(() -> {
            kernel.keyring().prepare(id, secrets);
            return null;
        });
    }

    private CompletionStage<Void> complete(NodeId id, NodeSecrets secrets) {
        return this.<Void>blocking(() -> {
            kernel.keyring().complete(id, secrets);
            return null;
        });
    }

    private CompletionStage<NodeParts> parts(
            NodeId id, NodeProfile profile, NodeSecrets secrets, Stores stores, Ledger ledger) {
        Surroundings around = kernel.surroundings();
        WatchedStore store = stores.packets();
        return Invitations.load(around.suite(), kernel.clock(), around.randomness(), store, ledger, secrets.join())
                .thenCompose(invitations -> AddressBook.load(store)
                        .thenApply(book ->
                                new NodeParts(id, profile, secrets, store, stores.blobs(), ledger, invitations, book)));
    }

    private io.pipes.node.membership.LocalNode ledgerNode(NodeSecrets secrets, PacketStore store) {
        return new io.pipes.node.membership.LocalNode(
                kernel.surroundings().suite(),
                kernel.clock(),
                store,
                secrets.signing(),
                secrets.link().publicKey());
    }

    /** What a node keeps, open. */
    private record Stores(WatchedStore packets, BlobStore blobs) {}

    /** Opens the stores; closes them again when what is done with them fails. */
    private <T> CompletionStage<T> withStore(NodeId id, NodeSecrets secrets, Function<Stores, CompletionStage<T>> use) {
        Surroundings around = kernel.surroundings();
        return around.stores()
                .open(id.text(), secrets.store(), kernel.loop())
                .thenApply(WatchedStore::new)
                .thenCompose(packets -> closedOnFailure(
                        packets::close,
                        around.blobs()
                                .open(id.text(), kernel.loop())
                                .thenCompose(blobs ->
                                        closedOnFailure(blobs::close, use.apply(new Stores(packets, blobs))))));
    }

    private static <T> CompletionStage<T> closedOnFailure(
            Supplier<CompletionStage<Void>> closing, CompletionStage<T> use) {
        return use.handle((value, failure) -> failure == null
                        ? CompletableFuture.completedFuture(value)
                        : closing.get()
                                .handle((closed, ignored) -> failure)
                                .thenCompose(CompletableFuture::<T>failedFuture))
                .thenCompose(Function.identity());
    }

    private CompletionStage<NodeParts> undoneOnFailure(NodeId id, CompletionStage<NodeParts> made) {
        return made.handle((parts, failure) -> failure == null
                        ? CompletableFuture.completedFuture(parts)
                        : destroy(id).thenCompose(undone -> CompletableFuture.<NodeParts>failedFuture(failure)))
                .thenCompose(Function.identity());
    }

    /** Destroys keys and store, which must not be open. What cannot be destroyed is swept away at the next start. */
    CompletionStage<Void> destroy(NodeId id) {
        return this.<Void>blocking(() -> {
                    kernel.keyring().delete(id);
                    return null;
                })
                .handle((deleted, failure) -> {
                    logFailure(id, failure);
                    return null;
                })
                .thenCompose(nothing -> kernel.surroundings().blobs().destroy(id.text()))
                .handle((destroyed, failure) -> {
                    logFailure(id, failure);
                    return null;
                })
                .thenCompose(nothing -> kernel.surroundings().stores().destroy(id.text()))
                .handle((destroyed, failure) -> {
                    logFailure(id, failure);
                    return null;
                });
    }

    private static void logFailure(NodeId id, Throwable failure) {
        if (failure != null) {
            LOG.warn("Some of what node {} left behind could not be destroyed now", id, Hop.cause(failure));
        }
    }

    private <T> CompletionStage<T> blocking(Hop.Blocking<T> work) {
        return Hop.blocking(kernel.surroundings().loops().blocking(), kernel.loop(), work);
    }
}
