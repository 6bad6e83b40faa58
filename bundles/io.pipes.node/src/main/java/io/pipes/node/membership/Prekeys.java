// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The newest prekey of each node. */
final class Prekeys {
    private final TreeMap<NodeId, Prekey> newest = new TreeMap<>();
    private @Nullable PrekeyBuckets buckets;

    Optional<Prekey> find(NodeId node) {
        return Optional.ofNullable(newest.get(node));
    }

    Bytes boxKey(NodeId node) {
        Prekey prekey = newest.get(node);
        return prekey == null ? Bytes.EMPTY : prekey.boxKey();
    }

    /** In order of node id. */
    Collection<Prekey> all() {
        return newest.values();
    }

    boolean isNews(Prekey prekey) {
        Prekey known = newest.get(prekey.node());
        return known == null || compare(prekey, known) > 0;
    }

    /** Whether its node has announced others between the one that is known and this one. */
    boolean isFarBehind(Prekey prekey) {
        Prekey known = newest.get(prekey.node());
        return known != null && prekey.version() - 1 > known.version();
    }

    void keep(Prekey prekey) {
        newest.put(prekey.node(), prekey);
        buckets = null;
    }

    /** A description of all of them; made anew only when one has changed. */
    PrekeyBuckets buckets(CryptoSuite suite) {
        PrekeyBuckets known = buckets;
        if (known == null) {
            known = new PrekeyBuckets(suite, this);
            buckets = known;
        }
        return known;
    }

    /** The higher version; two keys of one version, which only a node that lost its memory makes, by their bytes. */
    private static int compare(Prekey a, Prekey b) {
        int byVersion = Long.compare(a.version(), b.version());
        return byVersion != 0 ? byVersion : a.boxKey().compareTo(b.boxKey());
    }
}
