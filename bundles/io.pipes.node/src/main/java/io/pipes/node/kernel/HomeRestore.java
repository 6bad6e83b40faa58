// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.api.store.Restore;
import io.pipes.api.store.RestoreReport;
import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NodeId;
import io.pipes.node.backup.BackupFrames;
import io.pipes.node.backup.BackupPart;
import io.pipes.node.backup.BackupSeal;
import io.pipes.spi.identity.LocalIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup into this home, which must be empty. Stores are filled as the parts come; the identities and the signing keys, without
 * which nothing of it exists, are written when the whole file was good, behind a mark that makes a start undo them if not all of them were
 * written. Nodes begin at the next start. Lives on the loop.
 */
final class HomeRestore implements Restore {
    private static final int MAX_IDENTITIES = 256;
    private static final int MAX_NODES = 512;
    private static final int MAX_SETTINGS = 256;

    private enum State {
        NEW,
        TAKING,
        WHOLE,
        OVER
    }

    private final KernelParts kernel;
    private final NodeOpening opening;
    private final Disk settings;
    private final Secret passphrase;
    private final BackupFrames frames = new BackupFrames();
    private final Map<String, Secret> identities = new LinkedHashMap<>();
    private final Map<IdentityId, LocalIdentity> read = new HashMap<>();
    private final List<RestoringNode> nodes = new ArrayList<>();
    private final Map<String, Bytes> files = new LinkedHashMap<>();
    private final List<NodeId> begun = new ArrayList<>();
    private @Nullable BackupSeal seal;
    private @Nullable RestoringNode current;
    private State state = State.NEW;
    private boolean busy;
    private int allNodes;
    private int refused;
    private long entries;
    private int blobs;

    /**
     * @param settings the folder {@code etc}
     * @param passphrase belongs to this restore
     */
    HomeRestore(KernelParts kernel, NodeOpening opening, Disk settings, Secret passphrase) {
        this.kernel = kernel;
        this.opening = opening;
        this.settings = settings;
        this.passphrase = passphrase;
    }

    @Override
    public CompletionStage<RestoreReport> take(Bytes chunk) {
        return step(() -> {
            frames.add(chunk);
            return checkedEmpty().thenCompose(empty -> frames());
        });
    }

    @Override
    public CompletionStage<RestoreReport> finish() {
        return step(() -> {
            if (state != State.WHOLE) {
                throw bad(new MalformedException("it is cut off"));
            }
            return keep();
        });
    }

    private CompletionStage<RestoreReport> step(Work work) {
        return Hop.onto(kernel.loop(), () -> {
            if (busy || state == State.OVER) {
                throw new PipesException(
                        PipesException.Code.BUSY,
                        state == State.OVER
                                ? "This restore is over. Begin again."
                                : "The bytes before are still being dealt with. Wait for that.");
            }
            busy = true;
            return begin(work)
                    .handle((done, failure) -> failure)
                    .thenCompose(failure -> failure == null ? report() : undo(failure));
        });
    }

    private interface Work {
        CompletionStage<Void> run();
    }

    private static CompletionStage<Void> begin(Work work) {
        try {
            return work.run();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<RestoreReport> report() {
        busy = false;
        return CompletableFuture.completedFuture(
                new RestoreReport(identities.size(), nodes.size(), refused, entries, blobs));
    }

    private CompletionStage<Void> checkedEmpty() {
        if (state != State.NEW) {
            return done();
        }
        state = State.TAKING;
        return blocking(() -> kernel.keyring().isEmpty()).thenAccept(empty -> {
            if (!empty) {
                state = State.OVER;
                throw new PipesException(
                        PipesException.Code.ALREADY_EXISTS,
                        "This home has identities or nodes. Restore into an empty one: --home DIR.");
            }
        });
    }

    // parts

    private CompletionStage<Void> frames() {
        try {
            if (state == State.WHOLE && !frames.isEmpty()) {
                throw new MalformedException("something behind the end");
            }
            Optional<Bytes> frame = state == State.WHOLE ? Optional.empty() : frames.next();
            return frame.isEmpty() ? done() : frame(frame.get()).thenCompose(taken -> frames());
        } catch (MalformedException damaged) {
            return CompletableFuture.failedFuture(bad(damaged));
        }
    }

    private CompletionStage<Void> frame(Bytes body) {
        BackupSeal open = seal;
        if (open == null) {
            return blocking(() -> BackupSeal.open(
                            kernel.surroundings().suite(),
                            body,
                            passphrase,
                            kernel.surroundings().randomness()))
                    .thenAccept(opened -> seal = opened);
        }
        return Hop.blocking(kernel.surroundings().loops().workers(), kernel.loop(), () -> open.open(body))
                .thenCompose(this::part);
    }

    private CompletionStage<Void> part(BackupPart part) {
        try {
            if (part instanceof BackupPart.Identity identity) {
                return take(identity);
            } else if (part instanceof BackupPart.Node node) {
                return take(node);
            } else if (part instanceof BackupPart.Changes some) {
                entries += some.changes().size();
                return current().take(some.changes());
            } else if (part instanceof BackupPart.Blob blob) {
                return current().take(blob.manifest());
            } else if (part instanceof BackupPart.Chunk chunk) {
                return current().take(chunk.bytes()).thenAccept(whole -> blobs += whole ? 1 : 0);
            } else if (part instanceof BackupPart.Setting setting) {
                check(files.size() < MAX_SETTINGS, "too many settings");
                files.put(setting.name(), setting.contents());
                return done();
            }
            return end((BackupPart.End) part);
        } catch (MalformedException damaged) {
            return CompletableFuture.failedFuture(bad(damaged));
        }
    }

    private CompletionStage<Void> take(BackupPart.Identity identity) throws MalformedException {
        check(NodeKeyring.isIdentity(identity.entry()), "an entry that is no identity");
        check(identities.size() < MAX_IDENTITIES, "too many identities");
        Secret secret = Secret.wrap(identity.secret().toArray());
        LocalIdentity known = kernel.surroundings().identities().read(identity.entry(), secret);
        identities.put(identity.entry(), secret);
        read.put(known.id(), known);
        return done();
    }

    private CompletionStage<Void> take(BackupPart.Node node) throws MalformedException {
        check(++allNodes <= MAX_NODES, "too many nodes");
        LocalIdentity identity = read.get(node.identity());
        check(identity != null, "a node without its identity");
        RestoringNode next = new RestoringNode(kernel, node, identity);
        return endNode().thenCompose(ended -> {
            current = next;
            begun.add(next.id());
            return next.begin();
        });
    }

    /** A node that had been removed is left out: there is nothing that it could hand on. */
    private CompletionStage<Void> endNode() {
        RestoringNode node = current;
        if (node == null) {
            return done();
        }
        return node.finish().handle((done, failure) -> failure).thenCompose(failure -> {
            current = null;
            if (failure == null) {
                nodes.add(node);
                return done();
            }
            boolean removed =
                    Hop.cause(failure) instanceof PipesException known && known.code() == PipesException.Code.REVOKED;
            if (!removed) {
                current = node;
                return CompletableFuture.failedFuture(failure);
            }
            refused++;
            return node.close().thenCompose(closed -> destroy(node.id()));
        });
    }

    private CompletionStage<Void> end(BackupPart.End end) throws MalformedException {
        check(end.nodes() == allNodes, "another number of nodes than it says");
        return endNode().thenAccept(ended -> state = State.WHOLE);
    }

    private RestoringNode current() throws MalformedException {
        RestoringNode node = current;
        if (node == null) {
            throw new MalformedException("contents that belong to no node");
        }
        return node;
    }

    private static void check(boolean holds, String otherwise) throws MalformedException {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }

    // the end

    private CompletionStage<Void> keep() {
        return this.<Void>blocking(() -> {
                    NodeKeyring keyring = kernel.keyring();
                    for (Map.Entry<String, Bytes> file : files.entrySet()) {
                        settings.replace(file.getKey(), file.getValue());
                    }
                    keyring.beginRestoring(names());
                    for (Map.Entry<String, Secret> identity : identities.entrySet()) {
                        keyring.keepIdentity(identity.getKey(), identity.getValue());
                    }
                    for (RestoringNode node : nodes) {
                        keyring.complete(node.id(), node.secrets());
                    }
                    keyring.endRestoring();
                    return null;
                })
                .thenAccept(kept -> over());
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(identities.keySet());
        nodes.forEach(node -> names.add(node.id().text()));
        return names;
    }

    private void over() {
        state = State.OVER;
        passphrase.close();
        identities.values().forEach(Secret::close);
    }

    /** Leaves nothing; what cannot be destroyed now is swept away at the next start. */
    private <T> CompletionStage<T> undo(Throwable failure) {
        RestoringNode node = current;
        current = null;
        State before = state;
        over();
        CompletionStage<Void> closed = node == null ? done() : node.close();
        return closed.handle((done, ignored) -> null)
                .thenCompose(done -> before == State.WHOLE ? undoKept() : done())
                .thenCompose(done -> destroy(0))
                .thenCompose(destroyed -> {
                    busy = false;
                    return CompletableFuture.failedFuture(told(failure));
                });
    }

    private CompletionStage<Void> undoKept() {
        return this.<Void>blocking(() -> {
                    kernel.keyring().deleteIdentities(identities.keySet());
                    return null;
                })
                .handle((deleted, failure) -> null);
    }

    private CompletionStage<Void> destroy(int next) {
        return next == begun.size() ? done() : destroy(begun.get(next)).thenCompose(gone -> destroy(next + 1));
    }

    private CompletionStage<Void> destroy(NodeId id) {
        return opening.destroy(id);
    }

    private static Throwable told(Throwable failure) {
        Throwable cause = Hop.cause(failure);
        return cause instanceof MalformedException damaged ? bad(damaged) : cause;
    }

    private static PipesException bad(MalformedException damaged) {
        return new PipesException(
                PipesException.Code.INVALID_ARGUMENT,
                "This is no backup that can be restored: " + damaged.reason()
                        + ". Nothing of it was kept. Take another copy of the file.",
                damaged);
    }

    private <T> CompletionStage<T> blocking(Hop.Blocking<T> work) {
        return Hop.blocking(kernel.surroundings().loops().blocking(), kernel.loop(), work);
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        kernel.loop().execute(() -> {
            if (state != State.OVER && !busy) {
                busy = true;
                undo(new IllegalStateException("The restore was given up"));
            }
        });
    }
}
