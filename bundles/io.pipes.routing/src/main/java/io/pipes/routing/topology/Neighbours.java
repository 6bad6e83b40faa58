// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * The peers of a node as it advertises them: for each the prefix of its id and the class of the link's {@link Delay}, in order of prefix.
 *
 * @param packed 17 bytes for each
 */
record Neighbours(Bytes packed) {
    static final int MAX = 512;
    static final Neighbours NONE = new Neighbours(Bytes.EMPTY);

    private static final int ITEM_BYTES = Prefix.BYTES + 1;
    static final int MAX_BYTES = MAX * ITEM_BYTES;

    /** The first {@link #MAX} of them. */
    static Neighbours of(SortedMap<Prefix, Integer> delays) {
        ByteBuffer out = ByteBuffer.allocate(Math.min(MAX, delays.size()) * ITEM_BYTES);
        delays.entrySet().stream().limit(MAX).forEach(entry -> {
            entry.getKey().writeTo(out);
            out.put(entry.getValue().byteValue());
        });
        return new Neighbours(Bytes.wrap(out.array()));
    }

    static Neighbours decode(Bytes packed) throws MalformedException {
        if (packed.size() % ITEM_BYTES != 0 || packed.size() > MAX_BYTES) {
            throw new MalformedException("neighbours have a wrong length");
        }
        Neighbours decoded = new Neighbours(packed);
        for (int i = 0; i < decoded.count(); i++) {
            if (i > 0 && decoded.prefix(i - 1).compareTo(decoded.prefix(i)) >= 0) {
                throw new MalformedException("neighbours are not in order");
            }
            if (decoded.delay(i) >= Delay.CLASSES) {
                throw new MalformedException("no such class of delays");
            }
        }
        return decoded;
    }

    int count() {
        return packed.size() / ITEM_BYTES;
    }

    Prefix prefix(int index) {
        return Prefix.at(packed, index * ITEM_BYTES);
    }

    int delay(int index) {
        return packed.at(index * ITEM_BYTES + Prefix.BYTES) & 0xff;
    }

    /** Where a node stands in the list; negative if it does not. */
    int find(Prefix node) {
        int low = 0;
        int high = count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, node);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Whether all nodes are named that others name, whatever their delays. */
    boolean nameAll(Neighbours others) {
        return nameAll(others, any -> true);
    }

    /** Whether those nodes are named that others name and that matter. */
    boolean nameAll(Neighbours others, Predicate<Prefix> matters) {
        for (int i = 0; i < others.count(); i++) {
            Prefix other = others.prefix(i);
            if (find(other) < 0 && matters.test(other)) {
                return false;
            }
        }
        return true;
    }

    /** The order of a node that is named here and one that is named there. */
    int compare(int index, Neighbours other, int otherIndex) {
        return compare(index, other.prefix(otherIndex));
    }

    private int compare(int index, Prefix node) {
        int offset = index * ITEM_BYTES;
        int byHigh = Long.compareUnsigned(packed.longAt(offset), node.high());
        return byHigh != 0 ? byHigh : Long.compareUnsigned(packed.longAt(offset + Long.BYTES), node.low());
    }
}
