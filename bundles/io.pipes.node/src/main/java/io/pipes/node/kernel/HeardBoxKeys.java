// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * For how long others have had each box key of a node: the time in which it was in step with any of them. So a key that nobody has heard
 * of replaces nothing, and a node that is away, and does not know what was boxed to it meanwhile, destroys nothing. In the store under
 * the node's id, so that one restored from a backup begins anew. Lives on the loop.
 */
final class HeardBoxKeys {
    static final String AREA = "kernel/box-keys";

    private static final int MAX_VERSIONS = 1_024;

    private final PacketStore store;
    private final NodeId node;

    /** Milliseconds by version; 0 as long as it was only announced. */
    private final SortedMap<Long, Long> heard = new TreeMap<>();

    private long lookedMillis;

    private HeardBoxKeys(PacketStore store, NodeId node) {
        this.store = store;
        this.node = node;
    }

    /** What the store has lost is counted anew. */
    static CompletionStage<HeardBoxKeys> load(PacketStore store, NodeId node) {
        return store.read(AREA, node.bytes()).thenApply(found -> {
            HeardBoxKeys loaded = new HeardBoxKeys(store, node);
            found.ifPresent(loaded::decode);
            return loaded;
        });
    }

    private void decode(Bytes encoded) {
        try {
            CborReader in = new CborReader(encoded);
            int items = in.readArray(1 + 2 * MAX_VERSIONS);
            lookedMillis = in.readLong(0, Long.MAX_VALUE);
            for (int i = 1; i + 1 < items; i += 2) {
                heard.put(in.readLong(1, Long.MAX_VALUE), in.readLong(0, Long.MAX_VALUE));
            }
            in.end();
        } catch (MalformedException damaged) {
            heard.clear();
        }
    }

    /**
     * Time has passed.
     *
     * @param announced the version that others are told
     * @param others whether this node is in step with anybody who would hear of it, or there is nobody else
     * @param most the longest time that counts
     * @return completes when it is kept
     */
    CompletionStage<Void> look(long wallMillis, long announced, boolean others, Duration most) {
        long passed = Math.max(0, Math.min(wallMillis - lookedMillis, most.toMillis()));
        if (others) {
            heard.replaceAll((version, time) -> later(time, passed, version == announced));
        }
        heard.putIfAbsent(announced, 0L);
        lookedMillis = Math.max(0, wallMillis);
        return store.commit(List.of(Change.put(AREA, node.bytes(), encode()))).thenApply(position -> null);
    }

    /** What was announced by the look before has been heard by this one. */
    private static long later(long time, long passed, boolean announced) {
        return time > 0 ? time + passed : announced ? 1 : 0;
    }

    private Bytes encode() {
        CborWriter out = new CborWriter().writeArray(1 + 2 * heard.size()).writeUnsigned(lookedMillis);
        heard.forEach((version, time) -> out.writeUnsigned(version).writeUnsigned(time));
        return out.toBytes();
    }

    /** Whether others have had this version, or a later one, for so long. */
    boolean isHeardFor(long version, Duration time) {
        return heard.tailMap(version).values().stream().anyMatch(heardFor -> heardFor > time.toMillis());
    }

    /** Nothing is asked any more about versions before this one. */
    void forgetBefore(long version) {
        heard.headMap(version).clear();
    }
}
