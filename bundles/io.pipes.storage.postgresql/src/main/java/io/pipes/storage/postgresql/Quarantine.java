// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.storage.blocking.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damaged rows: counted once each, told, and set aside in a table of their own, so that nobody stumbles over them again. May be used from
 * any thread.
 */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    /** Beyond so many in one opening they are set aside without being counted: a database in which nothing is right is told by then. */
    private static final int MOST = 65_536;

    private final String store;
    private final BiConsumer<Digest, Long> setAside;
    private final Set<Place> known = new HashSet<>();

    private record Place(Digest key, long position) {}

    /** @param setAside has a row taken out, later */
    Quarantine(String store, BiConsumer<Digest, Long> setAside) {
        this.store = store;
        this.setAside = setAside;
    }

    void damaged(Digest key, long position) {
        if (isNew(new Place(key, position))) {
            LOG.warn("Store {}: the entry at position {} is damaged and was set aside", store, position);
            setAside.accept(key, position);
        }
    }

    private synchronized boolean isNew(Place place) {
        return known.size() >= MOST || known.add(place);
    }

    synchronized long count() {
        return known.size();
    }

    List<String> sentences() {
        long count = count();
        return count == 0
                ? List.of()
                : List.of(count + " entries of the store " + store + " are damaged and were set aside in the table"
                        + " pipes.damaged. Check the disk of the database; the node fetches again what it misses.");
    }
}
