// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is held of those authors whose prefixes begin alike, and a hash over it that is worked out again only when that has changed. */
final class Bucket {
    private final SortedMap<Prefix, Known> known = new TreeMap<>();
    private @Nullable Bytes digest;

    void put(Prefix author, Known now) {
        known.put(author, now);
        digest = null;
    }

    void remove(Prefix author) {
        known.remove(author);
        digest = null;
    }

    /** In order of prefix. */
    Collection<Known> all() {
        return Collections.unmodifiableCollection(known.values());
    }

    Bytes digest(CryptoSuite suite) {
        Bytes now = digest;
        if (now == null) {
            ByteBuffer entries = ByteBuffer.allocate(known.size() * RouteMessage.Entry.BYTES);
            known.values().forEach(one -> RouteMessage.Entry.write(one, entries));
            now = suite.hash(Label.LINK_STATE.bytes(), Bytes.wrap(entries.array()));
            digest = now;
        }
        return now;
    }
}
