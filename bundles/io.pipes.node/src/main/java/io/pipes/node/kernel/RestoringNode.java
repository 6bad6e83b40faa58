// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.node.backup.BackupPart;
import io.pipes.node.membership.Candidate;
import io.pipes.node.membership.Ledger;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.identity.LocalIdentity;
import io.pipes.spi.storage.BlobDraft;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One node that comes from a backup: it has new keys, and with them a new id, before the first entry is in its store. Once everything is
 * there, the old node's keys are used for the only thing they are good for: to hand its place on to the new one. Lives on the loop.
 */
final class RestoringNode {
    private final KernelParts kernel;
    private final NodeProfile profile;
    private final LocalIdentity identity;
    private final SigningKey oldSigner;
    private final KeyPair oldLink;

    /** The new node's link key is the one of this: so it can show that it holds it. */
    private final SigningKey linkSigner;

    private final NodeSecrets secrets;
    private final NodeId id;
    private @Nullable PacketStore store;
    private @Nullable BlobStore blobs;
    private @Nullable BlobDraft draft;
    private @Nullable BlobManifest manifest;

    RestoringNode(KernelParts kernel, BackupPart.Node from, LocalIdentity identity) throws MalformedException {
        this.kernel = kernel;
        this.identity = identity;
        profile = new NodeProfile(from.network(), from.identity());
        CryptoSuite suite = kernel.surroundings().suite();
        oldSigner = suite.signingKey(Secret.wrap(from.signing().toArray()));
        oldLink = suite.linkKey(Secret.wrap(from.link().toArray()));
        Map<NodeId, List<KeyPair>> former = new LinkedHashMap<>();
        for (BackupPart.Box box : from.boxes()) {
            former.computeIfAbsent(box.node(), none -> new ArrayList<>()).add(FormerBoxes.key(suite, box.secret()));
        }
        linkSigner = suite.newSigningKey(kernel.surroundings().randomness());
        secrets = NodeSecrets.random(suite, kernel.surroundings().randomness())
                .withLink(suite.linkKeyOf(linkSigner))
                .withJoin(Secret.wrap(from.join().toArray()))
                .withFormer(former);
        id = secrets.id(suite, from.network());
    }

    NodeId id() {
        return id;
    }

    NodeSecrets secrets() {
        return secrets;
    }

    /** Opens new stores. What is left when this process ends is swept away at the next start. */
    CompletionStage<Void> begin() {
        Surroundings around = kernel.surroundings();
        return Hop.<Void>blocking(around.loops().blocking(), kernel.loop(), () -> {
                    kernel.keyring().prepare(id, secrets);
                    return null;
                })
                .thenCompose(prepared -> around.stores().open(id.text(), secrets.store(), kernel.loop()))
                .thenCompose(packets -> {
                    store = packets;
                    return around.blobs().openToRestore(id.text(), kernel.loop());
                })
                .thenAccept(opened -> blobs = opened);
    }

    CompletionStage<Void> take(List<Change> changes) {
        return store().commit(changes).thenApply(position -> null);
    }

    CompletionStage<Void> take(BlobManifest next) {
        return endBlob().thenCompose(ended -> blobs().resume(next)).thenAccept(begun -> {
            draft = begun;
            manifest = next;
        });
    }

    /** Completes with whether the blob is whole now. */
    CompletionStage<Boolean> take(Bytes chunk) throws MalformedException {
        BlobDraft open = draft;
        BlobManifest of = manifest;
        if (open == null || of == null || !of.fits(kernel.surroundings().suite(), open.chunks(), chunk)) {
            throw new MalformedException("a chunk that is not what its blob says");
        }
        return open.append(chunk).thenCompose(appended -> {
            if (open.chunks() < of.chunks()) {
                return CompletableFuture.completedFuture(false);
            }
            draft = null;
            return open.finish(of).thenApply(done -> true);
        });
    }

    /** One that ended early is fetched on from peers. */
    private CompletionStage<Void> endBlob() {
        BlobDraft open = draft;
        draft = null;
        return open == null ? CompletableFuture.completedFuture(null) : open.close();
    }

    /** Takes the old node's place; fails with {@code REVOKED} when it had none any more. Everything is closed afterwards. */
    CompletionStage<Void> finish() {
        return endBlob()
                .thenCompose(ended -> Ledger.load(local(oldSigner, oldLink), profile.network()))
                .thenCompose(old -> old.succeed(
                        Candidate.of(secrets.keys(), profile.network(), identity), secrets.signing(), linkSigner))
                .thenCompose(done -> Ledger.load(local(secrets.signing(), secrets.link()), profile.network()))
                .thenCompose(own ->
                        own.publish(BoxKeys.FIRST, secrets.boxes().newest().publicKey()))
                .thenCompose(published -> profile.save(store()))
                .thenCompose(saved -> close());
    }

    private io.pipes.node.membership.LocalNode local(SigningKey signer, KeyPair link) {
        return new io.pipes.node.membership.LocalNode(
                kernel.surroundings().suite(), kernel.clock(), store(), signer, link.publicKey());
    }

    CompletionStage<Void> close() {
        BlobStore openBlobs = blobs;
        PacketStore openStore = store;
        blobs = null;
        store = null;
        return endBlob()
                .handle((ended, failure) -> null)
                .thenCompose(ended -> openBlobs == null ? done() : openBlobs.close())
                .handle((closed, failure) -> null)
                .thenCompose(closed -> openStore == null ? done() : openStore.close());
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private PacketStore store() {
        if (store == null) {
            throw new IllegalStateException("The node has no store now");
        }
        return store;
    }

    private BlobStore blobs() {
        if (blobs == null) {
            throw new IllegalStateException("The node has no blobs now");
        }
        return blobs;
    }
}
