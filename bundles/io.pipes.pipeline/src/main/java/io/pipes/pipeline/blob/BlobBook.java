// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.pipeline.history.CursorPlace;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * To which blobs the messages refer that this node can read, and up to where it has looked. Written in one step, so a blob that a message
 * names is never forgotten.
 */
final class BlobBook {
    private static final String BLOBS = "pipeline/blobs";
    private static final String LOOKED = "pipeline/blobs-looked";

    private final StoreArea blobs;
    private final StoreArea looked;
    private final Set<Bytes> named = new TreeSet<>();
    private final Map<Bytes, CursorPlace> ends = new HashMap<>();

    BlobBook(PacketStore store) {
        blobs = new StoreArea(store, BLOBS);
        looked = new StoreArea(store, LOOKED);
    }

    CompletionStage<Void> load() {
        return blobs.all()
                .thenCompose(entries -> {
                    entries.forEach(entry -> named.add(entry.key()));
                    return looked.all();
                })
                .thenAccept(entries -> entries.forEach(
                        entry -> CursorPlace.read(entry.value()).ifPresent(end -> ends.put(entry.key(), end))));
    }

    /** Every blob that a message names. */
    Set<Bytes> named() {
        return named;
    }

    /** Somebody reads a blob whose message came before its key: it is not to be removed either. */
    void name(Bytes address) {
        if (named.add(address)) {
            blobs.commit(List.of(blobs.put(address, Bytes.EMPTY)));
        }
    }

    /** Behind what has been looked through of a pipeline; empty if nothing was. */
    Optional<CursorPlace> end(Bytes routeTag) {
        return Optional.ofNullable(ends.get(routeTag));
    }

    /** A pipeline was looked through up to a packet, and these blobs were named there. */
    CompletionStage<Void> looked(Bytes routeTag, CursorPlace end, Collection<Bytes> found) {
        named.addAll(found);
        ends.put(routeTag, end);
        List<Change> changes = new ArrayList<>();
        found.forEach(address -> changes.add(blobs.put(address, Bytes.EMPTY)));
        changes.add(looked.put(routeTag, end.write()));
        return blobs.commit(changes);
    }
}
