// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The keys that open what was boxed to one node: its own by their versions, and those of the nodes whose place it took, which count as
 * version {@value #FORMER}. Others box to the newest one they know, so earlier ones are kept for a while.
 *
 * <p>Changed by one thread at a time; anything else may be called from any thread.
 */
final class BoxKeys {
    /** The version of the first key of each node. */
    static final long FIRST = 1;

    static final long FORMER = 0;

    private volatile NavigableMap<Long, KeyPair> own;
    private volatile Map<NodeId, List<KeyPair>> former;

    /**
     * @param own by version, one at least
     * @param former of each node the newest key first
     */
    BoxKeys(SortedMap<Long, KeyPair> own, Map<NodeId, List<KeyPair>> former) {
        this.own = new TreeMap<>(own);
        this.former = former;
    }

    static BoxKeys first(KeyPair key, Map<NodeId, List<KeyPair>> former) {
        return new BoxKeys(new TreeMap<>(Map.of(FIRST, key)), former);
    }

    /** The newest one's. */
    long version() {
        return own.lastKey();
    }

    KeyPair newest() {
        return own.lastEntry().getValue();
    }

    /** Those of the node itself, the newest first. */
    Collection<KeyPair> own() {
        return own.descendingMap().values();
    }

    Map<NodeId, List<KeyPair>> former() {
        return former;
    }

    /** In order, with {@value #FORMER} if there is any of that. */
    List<Long> versions() {
        return Stream.concat(former.isEmpty() ? Stream.empty() : Stream.of(FORMER), own.keySet().stream())
                .toList();
    }

    /** The key belongs to this from now on. */
    void add(long version, KeyPair key) {
        NavigableMap<Long, KeyPair> more = new TreeMap<>(own);
        more.put(version, key);
        own = more;
    }

    void remove(long version) {
        if (version == FORMER) {
            former = Map.of();
        } else {
            NavigableMap<Long, KeyPair> fewer = new TreeMap<>(own);
            fewer.remove(version);
            own = fewer;
        }
    }

    /** Opens a box with whichever of the keys it was made for. */
    Bytes unbox(CryptoSuite suite, Label label, Bytes context, Bytes box) throws MalformedException {
        MalformedException failure = new MalformedException("a box for none of this node's keys");
        List<KeyPair> keys = Stream.concat(
                        own().stream(), former.values().stream().flatMap(List::stream))
                .toList();
        for (KeyPair key : keys) {
            try {
                return suite.unbox(key, label, context, box);
            } catch (MalformedException another) {
                failure.addSuppressed(another);
            }
        }
        throw failure;
    }

    @Override
    public String toString() {
        return "BoxKeys[***]";
    }
}
