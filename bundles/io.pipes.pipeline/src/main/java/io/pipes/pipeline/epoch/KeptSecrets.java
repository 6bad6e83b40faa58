// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The secrets of epochs that this node has opened, and which of them it has destroyed, in its store. So no box is opened twice: the key
 * that opens it need not last as long as the log, in which the box stays for good.
 */
final class KeptSecrets {
    private static final String SECRETS = "pipeline/epoch-secrets";
    private static final String DESTROYED = "pipeline/destroyed-epochs";

    private final PacketStore store;
    private final StoreArea secrets;
    private final StoreArea destroyed;
    private CompletionStage<Void> written = CompletableFuture.completedFuture(null);

    /** Which are destroyed, or about to be: nothing brings them back. */
    private final Set<EpochId> gone = new HashSet<>();

    /** How many damaged records the store had set aside when everything was there last. */
    private long setAside;

    KeptSecrets(NodeContext node) {
        store = node.store();
        secrets = new StoreArea(node.store(), SECRETS);
        destroyed = new StoreArea(node.store(), DESTROYED);
    }

    CompletionStage<List<EpochId>> destroyed() {
        return destroyed
                .all()
                .thenApply(all ->
                        all.stream().map(entry -> EpochId.of(entry.key())).toList());
    }

    /** Reads what is there; damage that was found until then is the reader's business. */
    CompletionStage<Map<EpochId, Secret>> load() {
        return stored().thenApply(loaded -> {
            setAside = store.health().quarantined();
            return loaded;
        });
    }

    private CompletionStage<Map<EpochId, Secret>> stored() {
        return secrets.all().thenApply(all -> {
            Map<EpochId, Secret> stored = new HashMap<>();
            all.stream()
                    .filter(KeptSecrets::isWhole)
                    .forEach(entry -> stored.put(
                            EpochId.of(entry.key()), Secret.wrap(entry.value().toArray())));
            return stored;
        });
    }

    private static boolean isWhole(StoredEntry entry) {
        return entry.value().size() == EpochMinter.SECRET_BYTES;
    }

    /** Keeps what was in one box, in one step. */
    void keep(Map<EpochId, Secret> opened) {
        CompletionStage<Void> now = put(opened);
        // What was not written is missing when it is looked for.
        written = written.thenCombine(now.exceptionally(failure -> null), (one, other) -> other);
    }

    private CompletionStage<Void> put(Map<EpochId, Secret> opened) {
        List<Change> changes = new ArrayList<>();
        opened.forEach((id, secret) -> changes.add(secrets.put(id.bytes(), Bytes.wrap(secret.bytes()))));
        return secrets.commit(changes);
    }

    /**
     * Reads all that is stored, and writes anew what is missing: soon it may be all there is.
     *
     * @param opened what is to be there
     * @return completes when everything was read, and fails if something was missing or could not be stored, or if the store has set damaged
     *     records aside since everything was there last; then it is to be asked again later
     */
    CompletionStage<Void> verify(Supplier<Map<EpochId, Secret>> opened) {
        return written.thenCompose(done -> stored()).thenCompose(stored -> {
            Map<EpochId, Secret> missing = missing(opened.get(), stored);
            stored.values().forEach(Secret::close);
            long damaged = store.health().quarantined() - setAside;
            setAside += damaged;
            if (missing.isEmpty() && damaged == 0) {
                return CompletableFuture.completedFuture(null);
            }
            return put(missing)
                    .thenCompose(
                            again -> CompletableFuture.failedFuture(
                                    new IllegalStateException(
                                            "the disk has lost secrets of epochs, or something else; they are written again, and looked at once more")));
        });
    }

    private Map<EpochId, Secret> missing(Map<EpochId, Secret> opened, Map<EpochId, Secret> stored) {
        Map<EpochId, Secret> missing = new HashMap<>(opened);
        missing.keySet().removeAll(gone);
        missing.entrySet().removeIf(one -> one.getValue().equals(stored.get(one.getKey())));
        return missing;
    }

    /** Forgets secrets and remembers that they are not to be opened again, and makes other changes with that, none before it. */
    CompletionStage<Void> destroy(Collection<EpochId> ids, List<Change> beside) {
        gone.addAll(ids);
        List<Change> changes = new ArrayList<>();
        for (EpochId id : ids) {
            changes.add(destroyed.put(id.bytes(), Bytes.EMPTY));
            changes.add(Change.remove(SECRETS, id.bytes()));
        }
        changes.addAll(beside);
        return destroyed.commit(changes);
    }
}
