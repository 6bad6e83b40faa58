// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is held of those authors whose prefixes begin alike, in order of prefix, and a hash over it that is worked out again only when that
 * has changed. What is hashed lies ready in one piece, so that neither a search nor a hash has to look at each advert.
 */
final class Bucket {
    private static final int ITEM_BYTES = RouteMessage.Entry.BYTES;

    private final List<Known> known = new ArrayList<>();

    /** The {@link RouteMessage.Entry} of each, as it travels; there may be room for more. */
    private ByteBuffer entries = ByteBuffer.allocate(0);

    private @Nullable Bytes digest;

    void put(Prefix author, Known now) {
        int index = find(author);
        if (index >= 0) {
            known.set(index, now);
        } else {
            index = -index - 1;
            makeRoom(index);
            known.add(index, now);
        }
        RouteMessage.Entry.write(now, entries.position(index * ITEM_BYTES));
        digest = null;
    }

    void remove(Prefix author) {
        int index = find(author);
        if (index >= 0) {
            move(index + 1, index);
            known.remove(index);
            digest = null;
        }
    }

    /** In order of prefix. */
    List<Known> all() {
        return Collections.unmodifiableList(known);
    }

    Bytes digest(CryptoSuite suite) {
        Bytes now = digest;
        if (now == null) {
            Bytes held = Bytes.copyOf(entries.duplicate().position(0).limit(known.size() * ITEM_BYTES));
            now = suite.hash(Label.LINK_STATE.bytes(), held);
            digest = now;
        }
        return now;
    }

    /** Where the author stands, or minus one more than that if it were here. */
    private int find(Prefix author) {
        int low = 0;
        int high = known.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Prefix.at(entries, middle * ITEM_BYTES).compareTo(author);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private void makeRoom(int index) {
        int size = known.size() * ITEM_BYTES;
        if (size == entries.capacity()) {
            int capacity = size + Math.max(4 * ITEM_BYTES, size / 2);
            entries = ByteBuffer.allocate(capacity - capacity % ITEM_BYTES).put(0, entries.array(), 0, size);
        }
        move(index, index + 1);
    }

    /** Moves all entries from one index on to another one. */
    private void move(int from, int to) {
        byte[] array = entries.array();
        System.arraycopy(array, from * ITEM_BYTES, array, to * ITEM_BYTES, (known.size() - from) * ITEM_BYTES);
    }
}
