// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The secrets of epochs that this node has opened, and which of them it has destroyed, in its store. So no box is opened twice: the key
 * that opens it need not last as long as the log, in which the box stays for good.
 */
final class KeptSecrets {
    private static final String SECRETS = "pipeline/epoch-secrets";
    private static final String DESTROYED = "pipeline/destroyed-epochs";

    private final StoreArea secrets;
    private final StoreArea destroyed;
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    KeptSecrets(NodeContext node) {
        secrets = new StoreArea(node.store(), SECRETS);
        destroyed = new StoreArea(node.store(), DESTROYED);
    }

    CompletionStage<List<EpochId>> destroyed() {
        return destroyed
                .all()
                .thenApply(all ->
                        all.stream().map(entry -> EpochId.of(entry.key())).toList());
    }

    CompletionStage<Map<EpochId, Secret>> load() {
        return secrets.all().thenApply(all -> {
            Map<EpochId, Secret> loaded = new HashMap<>();
            all.stream()
                    .filter(KeptSecrets::isWhole)
                    .forEach(entry -> loaded.put(
                            EpochId.of(entry.key()), Secret.wrap(entry.value().toArray())));
            return loaded;
        });
    }

    private static boolean isWhole(StoredEntry entry) {
        return entry.value().size() == EpochMinter.SECRET_BYTES;
    }

    /** Keeps what was in one box, in one step. */
    void keep(Map<EpochId, Secret> opened) {
        List<Change> changes = new ArrayList<>();
        opened.forEach((id, secret) -> changes.add(secrets.put(id.bytes(), Bytes.wrap(secret.bytes()))));
        written = written.thenCombine(secrets.commit(changes).toCompletableFuture(), (before, now) -> now);
    }

    /** Completes when everything is durable that was to be kept so far; fails once something of it was not. */
    CompletionStage<Void> written() {
        return written;
    }

    /** Forgets secrets and remembers that they are not to be opened again, and makes other changes with that, none before it. */
    CompletionStage<Void> destroy(Collection<EpochId> ids, List<Change> beside) {
        List<Change> changes = new ArrayList<>();
        for (EpochId id : ids) {
            changes.add(destroyed.put(id.bytes(), Bytes.EMPTY));
            changes.add(Change.remove(SECRETS, id.bytes()));
        }
        changes.addAll(beside);
        return destroyed.commit(changes);
    }
}
