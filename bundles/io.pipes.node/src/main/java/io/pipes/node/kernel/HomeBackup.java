// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.api.store.Backup;
import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.node.backup.BackupFrames;
import io.pipes.node.backup.BackupPart;
import io.pipes.node.backup.BackupSeal;
import io.pipes.node.backup.StorePicture;
import io.pipes.node.invitation.Invitations;
import io.pipes.spi.crypto.KeyPair;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a backup of this home: identities, then for each node its keys, the picture of its store and its blobs, then the settings. Each
 * node is there as of one moment, its own: nodes have nothing in common but their identities. Lives on the loop.
 */
final class HomeBackup implements Backup {
    private static final int CHUNK_BYTES = 256 << 10;

    private final KernelParts kernel;
    private final Disk settings;
    private final Secret passphrase;
    private final Supplier<List<NodeParts>> nodes;
    private final Supplier<List<String>> ownAreas;
    private final Deque<Supplier<CompletionStage<PartSource>>> sources = new ArrayDeque<>();
    private @Nullable PartSource source;
    private @Nullable BackupSeal seal;
    private Bytes made = Bytes.EMPTY;
    private boolean busy;
    private boolean over;

    /**
     * @param settings the folder {@code etc}
     * @param passphrase belongs to this backup
     * @param ownAreas what features do not want in it, by how the names begin
     */
    HomeBackup(
            KernelParts kernel,
            Disk settings,
            Secret passphrase,
            Supplier<List<NodeParts>> nodes,
            Supplier<List<String>> ownAreas) {
        this.kernel = kernel;
        this.settings = settings;
        this.passphrase = passphrase;
        this.nodes = nodes;
        this.ownAreas = ownAreas;
    }

    @Override
    public CompletionStage<Optional<Bytes>> next() {
        return Hop.onto(kernel.loop(), () -> {
            if (busy) {
                throw new PipesException(
                        PipesException.Code.BUSY, "The bytes before are still being made. Wait for them.");
            }
            busy = true;
            return chunk().whenComplete((chunk, failure) -> {
                busy = false;
                if (failure != null) {
                    made = Bytes.EMPTY;
                    end();
                }
            });
        });
    }

    private CompletionStage<Optional<Bytes>> chunk() {
        if (seal == null) {
            return begin().thenCompose(begun -> chunk());
        }
        if (made.size() < CHUNK_BYTES && !over) {
            return more().thenCompose(done -> chunk());
        }
        int size = Math.min(CHUNK_BYTES, made.size());
        Bytes chunk = made.slice(0, size);
        made = made.slice(size, made.size());
        return CompletableFuture.completedFuture(size == 0 ? Optional.empty() : Optional.of(chunk));
    }

    private CompletionStage<Void> begin() {
        return blocking(() -> BackupSeal.make(
                        kernel.surroundings().suite(),
                        passphrase,
                        kernel.surroundings().randomness()))
                .thenAccept(opened -> {
                    passphrase.close();
                    seal = opened;
                    made = BackupFrames.beginning(opened.header());
                    arrange(nodes.get());
                });
    }

    private void arrange(List<NodeParts> all) {
        sources.add(() -> blocking(this::identities).thenApply(PartSource::of));
        for (NodeParts node : all) {
            sources.add(() -> now(PartSource.of(List.of(part(node)))));
            sources.add(() -> now(new StoreParts(new StorePicture(node.store(), this::isWanted))));
            sources.add(() -> now(new BlobParts(node.blobs())));
        }
        sources.add(() -> blocking(this::settings).thenApply(PartSource::of));
        sources.add(() -> now(PartSource.of(List.of(new BackupPart.End(all.size())))));
    }

    private static CompletionStage<PartSource> now(PartSource source) {
        return CompletableFuture.completedFuture(source);
    }

    /** Invitations are redeemed by their issuer, which the restored node is not. */
    private boolean isWanted(String area) {
        return !area.equals(Invitations.AREA) && ownAreas.get().stream().noneMatch(area::startsWith);
    }

    private CompletionStage<Void> more() {
        PartSource current = source;
        if (current == null) {
            Supplier<CompletionStage<PartSource>> next = sources.poll();
            if (next == null) {
                end();
                return CompletableFuture.completedFuture(null);
            }
            return next.get().thenCompose(opened -> {
                source = opened;
                return more();
            });
        }
        return current.next().thenCompose(part -> {
            if (part.isEmpty()) {
                current.close();
                source = null;
                return more();
            }
            return sealed(part.get());
        });
    }

    private CompletionStage<Void> sealed(BackupPart part) {
        BackupSeal open = seal;
        if (open == null || over) {
            throw new PipesException(PipesException.Code.BUSY, "This backup was closed. Begin again.");
        }
        return Hop.blocking(kernel.surroundings().loops().workers(), kernel.loop(), () -> open.seal(part))
                .thenAccept(body -> made = BackupFrames.join(made, BackupFrames.framed(body)));
    }

    private List<BackupPart> identities() throws Exception {
        List<BackupPart> parts = new ArrayList<>();
        Map<String, Secret> identities = kernel.keyring().identities();
        identities.forEach((name, secret) -> parts.add(new BackupPart.Identity(name, clear(secret))));
        identities.values().forEach(Secret::close);
        return parts;
    }

    private List<BackupPart> settings() throws Exception {
        List<BackupPart> parts = new ArrayList<>();
        for (String name : settings.list("")) {
            if (BackupPart.Setting.isName(name)) {
                parts.add(new BackupPart.Setting(name, settings.read(name, BackupPart.MAX_SETTING_BYTES)));
            }
        }
        return parts;
    }

    private static BackupPart part(NodeParts node) {
        NodeSecrets secrets = node.secrets();
        List<BackupPart.Box> boxes = new ArrayList<>();
        secrets.boxes().own().forEach(key -> boxes.add(box(node.id(), key)));
        secrets.boxes().former().forEach((former, keys) -> keys.forEach(key -> boxes.add(box(former, key))));
        try (Secret signing = secrets.signing().secret()) {
            return new BackupPart.Node(
                    node.profile().network(),
                    node.profile().identity(),
                    clear(signing),
                    clear(secrets.link().secret()),
                    clear(secrets.join()),
                    boxes.subList(0, Math.min(boxes.size(), BackupPart.MAX_BOXES)));
        }
    }

    private static BackupPart.Box box(NodeId node, KeyPair key) {
        return new BackupPart.Box(node, clear(key.secret()));
    }

    /** The part it goes into is sealed before it goes anywhere. */
    private static Bytes clear(Secret secret) {
        return Bytes.wrap(secret.bytes());
    }

    private <T> CompletionStage<T> blocking(Hop.Blocking<T> work) {
        return Hop.blocking(kernel.surroundings().loops().blocking(), kernel.loop(), work);
    }

    private void end() {
        over = true;
        sources.clear();
        passphrase.close();
        PartSource open = source;
        source = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        kernel.loop().execute(this::end);
    }
}
