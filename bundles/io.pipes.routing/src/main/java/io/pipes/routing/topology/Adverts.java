// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is held of each author, and short descriptions of all of it that show where two nodes differ. */
final class Adverts {
    static final int BUCKETS = 64;
    static final int ROOT_BYTES = 16;

    private static final int HASH_BYTES = 8;

    /** The length of {@link #summary}. */
    static final int SUMMARY_BYTES = BUCKETS * HASH_BYTES;

    private final CryptoSuite suite;
    private final Map<Prefix, Known> byAuthor = new HashMap<>();
    private final SortedMap<Prefix, Known> known = new TreeMap<>();
    private @Nullable Bytes root;

    Adverts(CryptoSuite suite) {
        this.suite = suite;
    }

    @Nullable
    Known find(Prefix author) {
        return byAuthor.get(author);
    }

    /** Whether somebody else holds something newer of an author, or something else under the same number. */
    boolean lacks(RouteMessage.Entry entry) {
        Known held = byAuthor.get(entry.author());
        return held == null
                || held.number() < entry.number()
                || held.number() == entry.number() && !held.mark().equals(entry.mark());
    }

    Collection<Known> all() {
        return Collections.unmodifiableCollection(known.values());
    }

    void put(Known now) {
        Prefix author = now.state().prefix();
        Known before = byAuthor.put(author, now);
        known.put(author, now);
        if (before != null) {
            now.rate = before.rate;
            now.late = before.late;
        }
        root = null;
    }

    @Nullable
    Known remove(Prefix author) {
        root = null;
        known.remove(author);
        return byAuthor.remove(author);
    }

    /** A hash over everything: equal on two nodes exactly when they hold the same. */
    Bytes root() {
        Bytes now = root;
        if (now == null) {
            now = hash(Bytes.EMPTY, known.values(), ROOT_BYTES);
            root = now;
        }
        return now;
    }

    /**
     * A hash for each of {@value #BUCKETS} buckets.
     *
     * @param salt chosen by who asks, so that no author can prepare adverts that look alike in so few bytes
     */
    Bytes summary(Bytes salt) {
        List<List<Known>> buckets = new ArrayList<>(BUCKETS);
        for (int i = 0; i < BUCKETS; i++) {
            buckets.add(new ArrayList<>());
        }
        known.forEach((author, held) -> buckets.get(bucket(author)).add(held));
        ByteBuffer out = ByteBuffer.allocate(SUMMARY_BYTES);
        for (List<Known> bucket : buckets) {
            hash(salt, bucket, HASH_BYTES).writeTo(out);
        }
        return Bytes.wrap(out.array());
    }

    /** What is held in those buckets that are not the same in another summary. */
    List<Known> where(Bytes salt, Bytes other) {
        Bytes own = summary(salt);
        List<Known> different = new ArrayList<>();
        for (Known held : known.values()) {
            int from = bucket(held.state().prefix()) * HASH_BYTES;
            if (!own.slice(from, from + HASH_BYTES).equals(other.slice(from, from + HASH_BYTES))) {
                different.add(held);
            }
        }
        return different;
    }

    private static int bucket(Prefix author) {
        return (int) (author.high() >>> 58);
    }

    private Bytes hash(Bytes salt, Collection<Known> held, int bytes) {
        ByteBuffer entries = ByteBuffer.allocate(held.size() * RouteMessage.Entry.BYTES);
        held.forEach(one -> RouteMessage.Entry.of(one).writeTo(entries));
        return suite.hash(Label.LINK_STATE.bytes(), salt, Bytes.wrap(entries.array()))
                .slice(0, bytes);
    }
}
