// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.pipeline.history.CursorPlace;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * To which blobs the messages refer that this node can read, and up to where it has looked. Written in one step, so a blob that a message
 * names is never forgotten.
 */
final class BlobBook {
    private static final String BLOBS = "pipeline/blobs";
    private static final String LOOKED = "pipeline/blobs-looked";
    private static final String LET_IN = "pipeline/blobs-let-in";

    private final StoreArea blobs;
    private final StoreArea looked;
    private final StoreArea letInArea;
    private final Map<Bytes, List<BlobPlace>> named = new TreeMap<>();
    private final Map<Bytes, CursorPlace> ends = new HashMap<>();
    private final Map<Bytes, LetIn> letIn = new HashMap<>();
    /** How much of each share is used. */
    private final Map<NodeId, Long> used = new HashMap<>();

    /**
     * A blob for which there was room.
     *
     * @param author of whose share it takes; this node if somebody asked for it
     * @param size in bytes, as its manifest says
     */
    private record LetIn(NodeId author, long size) {}

    BlobBook(PacketStore store) {
        blobs = new StoreArea(store, BLOBS);
        looked = new StoreArea(store, LOOKED);
        letInArea = new StoreArea(store, LET_IN);
    }

    CompletionStage<Void> load() {
        return blobs.all()
                .thenCompose(entries -> {
                    entries.forEach(entry -> add(entry.key(), BlobPlace.read(entry.value())));
                    return looked.all();
                })
                .thenCompose(entries -> {
                    entries.forEach(
                            entry -> CursorPlace.read(entry.value()).ifPresent(end -> ends.put(entry.key(), end)));
                    return letInArea.all();
                })
                .thenAccept(entries -> entries.forEach(entry -> readLetIn(entry.key(), entry.value())));
    }

    /** Nothing if another version wrote it. */
    private void readLetIn(Bytes address, Bytes written) {
        try {
            CborReader in = new CborReader(written);
            in.readArrayExactly(2);
            LetIn read = new LetIn(NodeId.read(in), in.readLong(1, BlobManifest.MAX_BYTES));
            in.end();
            charge(address, read);
        } catch (MalformedException otherVersion) {
            release(address);
        }
    }

    private boolean charge(Bytes address, LetIn blob) {
        boolean first = letIn.putIfAbsent(address, blob) == null;
        if (first) {
            used.merge(blob.author(), blob.size(), Long::sum);
        }
        return first;
    }

    private void release(Bytes address) {
        LetIn blob = letIn.remove(address);
        if (blob != null) {
            used.computeIfPresent(blob.author(), (author, sum) -> sum == blob.size() ? null : sum - blob.size());
        }
    }

    /** A blob of so many bytes takes of the share of an author. */
    void letIn(Bytes address, NodeId author, long size) {
        if (charge(address, new LetIn(author, size))) {
            CborWriter out = new CborWriter().writeArray(2).writeBytes(author.bytes());
            letInArea.commit(
                    List.of(letInArea.put(address, out.writeUnsigned(size).toBytes())));
        }
    }

    boolean isLetIn(Bytes address) {
        return letIn.containsKey(address);
    }

    /** How much of an author's share is used. */
    long bytesOf(NodeId author) {
        return used.getOrDefault(author, 0L);
    }

    /** Every blob that a message names, and where last in each chain; nowhere if that is not known. */
    Map<Bytes, List<BlobPlace>> named() {
        return named;
    }

    boolean isNamed(Bytes address) {
        return named.containsKey(address);
    }

    /** Which messages name a blob, the last of each chain; none if that is not known. */
    List<BlobPlace> places(Bytes address) {
        return named.getOrDefault(address, List.of());
    }

    /** What messages of a pipeline name. */
    List<Bytes> namedIn(Bytes routeTag) {
        return named.entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .anyMatch(place -> place.routeTag().equals(routeTag)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Who named a blob first; empty if that is not known. */
    Optional<NodeId> author(Bytes address) {
        return places(address).stream().findFirst().map(BlobPlace::author);
    }

    /** Whose messages name a blob, who did so first first. */
    List<NodeId> authors(Bytes address) {
        return places(address).stream().map(BlobPlace::author).distinct().toList();
    }

    /** A message that names a blob was seen; {@link #looked} keeps it. */
    void saw(Bytes address, BlobPlace place) {
        add(address, List.of(place));
    }

    /** Somebody reads a blob whose message came before its key: it is not to be removed either. */
    void name(Bytes address) {
        if (named.putIfAbsent(address, new ArrayList<>()) == null) {
            blobs.commit(List.of(put(address)));
        }
    }

    private Change put(Bytes address) {
        return blobs.put(address, BlobPlace.write(named.getOrDefault(address, List.of())));
    }

    private void add(Bytes address, Collection<BlobPlace> more) {
        List<BlobPlace> places = named.computeIfAbsent(address, none -> new ArrayList<>());
        more.forEach(place -> add(places, place));
    }

    /** A chain loses its packets from the beginning, so of each the last place is enough. */
    private static void add(List<BlobPlace> places, BlobPlace place) {
        if (places.stream().anyMatch(place::isInChainOf)) {
            places.replaceAll(known -> place.isInChainOf(known) && place.seq() > known.seq() ? place : known);
        } else if (places.size() < BlobPlace.MAX_OF_ONE) {
            places.add(place);
        }
    }

    /**
     * Messages are not kept any more.
     *
     * @return the blobs that no message names now
     */
    CompletionStage<List<Bytes>> drop(Predicate<BlobPlace> dropped) {
        List<Bytes> touched = new ArrayList<>();
        named.forEach((address, places) -> {
            if (places.size() < BlobPlace.MAX_OF_ONE && places.removeIf(dropped)) {
                touched.add(address);
            }
        });
        List<Bytes> unnamed = touched.stream()
                .filter(address -> named.getOrDefault(address, List.of()).isEmpty())
                .toList();
        List<Change> changes = new ArrayList<>();
        for (Bytes address : unnamed) {
            named.remove(address);
            release(address);
            changes.add(letInArea.remove(address));
        }
        touched.forEach(address -> changes.add(isNamed(address) ? put(address) : blobs.remove(address)));
        return blobs.commit(changes).thenApply(written -> unnamed);
    }

    /** Behind what has been looked through of a pipeline; empty if nothing was. */
    Optional<CursorPlace> end(Bytes routeTag) {
        return Optional.ofNullable(ends.get(routeTag));
    }

    /** A pipeline was looked through up to a packet, and these blobs were named there. */
    CompletionStage<Void> looked(Bytes routeTag, CursorPlace end, Map<Bytes, Set<BlobPlace>> found) {
        found.forEach(this::add);
        ends.put(routeTag, end);
        List<Change> changes = new ArrayList<>();
        found.keySet().forEach(address -> changes.add(put(address)));
        changes.add(looked.put(routeTag, end.write()));
        return blobs.commit(changes);
    }
}
