// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<Bytes, From.After> ends = new HashMap<>();

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
                .thenAccept(entries -> entries.forEach(this::readEnd));
    }

    private void readEnd(StoredEntry entry) {
        try {
            CborReader in = new CborReader(entry.value());
            in.readArrayExactly(2);
            NodeId author = NodeId.read(in);
            long seq = in.readLong(1, Long.MAX_VALUE);
            in.end();
            ends.put(entry.key(), new From.After(author, seq, Integer.MAX_VALUE));
        } catch (MalformedException otherVersion) {
            // Looked through once more.
            ends.remove(entry.key());
        }
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

    /** Behind what has been looked through of a pipeline. */
    From end(Bytes routeTag) {
        From.After end = ends.get(routeTag);
        return end == null ? From.START : end;
    }

    /** A pipeline was looked through up to a packet, and these blobs were named there. */
    CompletionStage<Void> looked(Bytes routeTag, From.After end, Collection<Bytes> found) {
        named.addAll(found);
        ends.put(routeTag, end);
        List<Change> changes = new ArrayList<>();
        found.forEach(address -> changes.add(blobs.put(address, Bytes.EMPTY)));
        Bytes value = new CborWriter()
                .writeArray(2)
                .writeBytes(end.author().bytes())
                .writeUnsigned(end.seq())
                .toBytes();
        changes.add(looked.put(routeTag, value));
        return blobs.commit(changes);
    }
}
