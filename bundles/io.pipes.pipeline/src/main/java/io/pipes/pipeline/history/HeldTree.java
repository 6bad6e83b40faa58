// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * What a node has of one pipeline, hashed so that two nodes find what differs without telling each other everything: authors fall into 256
 * buckets by the first byte of their ids, the hashes of the buckets make the root. Hashes are made when somebody asks for them.
 */
public final class HeldTree {
    public static final int BUCKETS = 256;
    /** So many bytes of a bucket's hash count: who finds two chains alike hides a packet of its own. */
    public static final int HASH_BYTES = 16;

    private static final Bytes EMPTY_BUCKET = Bytes.wrap(new byte[HASH_BYTES]);

    private final CryptoSuite suite;
    private final List<TreeMap<NodeId, HeldEntry>> buckets = new ArrayList<>(BUCKETS);
    private final Bytes[] hashes = new Bytes[BUCKETS];
    private final BitSet stale = new BitSet(BUCKETS);
    private Bytes root = Bytes.EMPTY;

    HeldTree(CryptoSuite suite) {
        this.suite = suite;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            buckets.add(new TreeMap<>());
            hashes[bucket] = EMPTY_BUCKET;
        }
    }

    void put(HeldEntry entry) {
        int bucket = bucketOf(entry.author());
        buckets.get(bucket).put(entry.author(), entry);
        stale.set(bucket);
    }

    /** Nothing of an author counts any more. */
    void remove(NodeId author) {
        int bucket = bucketOf(author);
        buckets.get(bucket).remove(author);
        stale.set(bucket);
    }

    /** In which bucket an author is. */
    public static int bucketOf(NodeId author) {
        return author.bytes().at(0) & 0xff;
    }

    /** Equal on two nodes exactly when they have the same. 16 bytes. */
    public Bytes root() {
        if (!stale.isEmpty() || root.isEmpty()) {
            refresh();
            root = suite.hash(Label.HISTORY_ROOT.bytes(), Bytes.wrap(join())).slice(0, HASH_BYTES);
        }
        return root;
    }

    /** The hashes of all buckets, one behind the other. */
    public Bytes hashes() {
        refresh();
        return Bytes.wrap(join());
    }

    private byte[] join() {
        byte[] all = new byte[BUCKETS * HASH_BYTES];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            hashes[bucket].copyTo(all, bucket * HASH_BYTES);
        }
        return all;
    }

    private void refresh() {
        stale.stream().forEach(bucket -> hashes[bucket] = hash(bucket));
        stale.clear();
    }

    private Bytes hash(int bucket) {
        if (buckets.get(bucket).isEmpty()) {
            return EMPTY_BUCKET;
        }
        CborWriter out = new CborWriter();
        buckets.get(bucket).values().forEach(entry -> entry.writeHashed(out));
        return suite.hash(Label.HISTORY_BUCKET.bytes(), out.toBytes()).slice(0, HASH_BYTES);
    }

    /** Buckets whose hashes differ from somebody else's. */
    public BitSet differing(Bytes others) {
        refresh();
        BitSet differing = new BitSet(BUCKETS);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            Bytes other = others.slice(bucket * HASH_BYTES, (bucket + 1) * HASH_BYTES);
            differing.set(bucket, !other.equals(hashes[bucket]));
        }
        return differing;
    }

    /** What there is in some buckets, in order of author. */
    public List<HeldEntry> entries(BitSet wanted) {
        List<HeldEntry> entries = new ArrayList<>();
        wanted.stream().forEach(bucket -> entries.addAll(buckets.get(bucket).values()));
        return entries;
    }
}
