// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is held of each author, and short descriptions of all of it that show where two nodes differ: a hash tree of two levels (Merkle,
 * 1987), so that one advert more costs the hash of its bucket.
 */
final class Adverts {
    static final int BUCKETS = 64;
    static final int ROOT_BYTES = 16;

    private static final int HASH_BYTES = 8;

    /** The length of {@link #summary}. */
    static final int SUMMARY_BYTES = BUCKETS * HASH_BYTES;

    private final CryptoSuite suite;
    private final Map<Prefix, Known> byAuthor = new HashMap<>();
    private final Bucket[] buckets = new Bucket[BUCKETS];
    private @Nullable Bytes root;

    Adverts(CryptoSuite suite) {
        this.suite = suite;
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = new Bucket();
        }
    }

    @Nullable
    Known find(Prefix author) {
        return byAuthor.get(author);
    }

    /** Of how many authors something is held. */
    int size() {
        return byAuthor.size();
    }

    /** Everybody of whom something is held, in no order. */
    Set<Prefix> authors() {
        return Collections.unmodifiableSet(byAuthor.keySet());
    }

    /** Whether somebody else holds something newer of an author, or something else under the same number. */
    boolean lacks(RouteMessage.Entry entry) {
        Known held = byAuthor.get(entry.author());
        return held == null
                || held.number() < entry.number()
                || held.number() == entry.number() && !held.mark().equals(entry.mark());
    }

    /** Returns what was held of the author before. */
    @Nullable
    Known put(Known now) {
        Prefix author = now.state().prefix();
        Known before = byAuthor.put(author, now);
        buckets[bucket(author)].put(author, now);
        if (before != null) {
            now.rate = before.rate;
            now.late = before.late;
        }
        root = null;
        return before;
    }

    @Nullable
    Known remove(Prefix author) {
        root = null;
        buckets[bucket(author)].remove(author);
        return byAuthor.remove(author);
    }

    /** A hash over everything: equal on two nodes exactly when they hold the same. */
    Bytes root() {
        Bytes now = root;
        if (now == null) {
            Bytes[] parts = new Bytes[BUCKETS + 1];
            parts[0] = Label.LINK_STATE.bytes();
            for (int i = 0; i < BUCKETS; i++) {
                parts[i + 1] = buckets[i].digest(suite);
            }
            now = suite.hash(parts).slice(0, ROOT_BYTES);
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
        ByteBuffer out = ByteBuffer.allocate(SUMMARY_BYTES);
        for (Bucket bucket : buckets) {
            salted(bucket, salt).writeTo(out);
        }
        return Bytes.wrap(out.array());
    }

    /** What is held in those buckets that are not the same in another summary. */
    List<Known> where(Bytes salt, Bytes other) {
        List<Known> different = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            if (!salted(buckets[i], salt).equals(other.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES))) {
                different.addAll(buckets[i].all());
            }
        }
        return different;
    }

    private Bytes salted(Bucket bucket, Bytes salt) {
        return suite.hash(Label.LINK_STATE.bytes(), salt, bucket.digest(suite)).slice(0, HASH_BYTES);
    }

    private static int bucket(Prefix author) {
        return (int) (author.high() >>> 58);
    }
}
