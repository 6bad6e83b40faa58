// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Bytes;
import io.pipes.base.Interner;
import io.pipes.base.Secret;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.StoredEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The durable contents of one store. */
final class StoreImage {
    private static final long PAGE_BYTES = 4 << 20;

    /** A thousand simulated nodes store much of the same. */
    private static final Interner<Bytes> SHARED = new Interner<>();

    private final Secret key;
    private final Map<String, Area> areas = new HashMap<>();
    private long nextPosition;
    private long bytes;
    private long entries;
    private long quarantined;

    private static final class Area {
        private final Map<Bytes, StoredEntry> byKey = new HashMap<>();
        private final NavigableMap<Long, StoredEntry> byPosition = new TreeMap<>();

        Area copy() {
            Area copy = new Area();
            copy.byKey.putAll(byKey);
            copy.byPosition.putAll(byPosition);
            return copy;
        }
    }

    StoreImage(Secret key) {
        this.key = key.copy();
    }

    synchronized StoreImage copy() {
        StoreImage copy = new StoreImage(key);
        areas.forEach((name, area) -> copy.areas.put(name, area.copy()));
        copy.nextPosition = nextPosition;
        copy.bytes = bytes;
        copy.entries = entries;
        copy.quarantined = quarantined;
        return copy;
    }

    boolean isUnder(Secret other) {
        return key.equals(other);
    }

    /** Applies a batch and returns the position of its last change. */
    synchronized long apply(List<Change> changes) {
        changes.forEach(this::apply);
        return nextPosition - 1;
    }

    private void apply(Change change) {
        Area area = areas.computeIfAbsent(change.area(), name -> new Area());
        long position = nextPosition++;
        Bytes value = change.value();
        StoredEntry before;
        if (value == null) {
            before = area.byKey.remove(change.key());
        } else {
            StoredEntry entry = new StoredEntry(position, SHARED.one(change.key()), SHARED.one(value));
            before = area.byKey.put(entry.key(), entry);
            area.byPosition.put(position, entry);
            count(1, value.size());
        }
        if (before != null) {
            area.byPosition.remove(before.position());
            count(-1, -before.value().size());
        }
    }

    private void count(int entryCount, int byteCount) {
        entries += entryCount;
        bytes += byteCount;
    }

    /** Whether something was in this area at some time. */
    synchronized boolean has(String area) {
        return areas.containsKey(area);
    }

    synchronized Optional<StoredEntry> find(String area, Bytes wanted) {
        @Nullable Area found = areas.get(area);
        return found == null ? Optional.empty() : Optional.ofNullable(found.byKey.get(wanted));
    }

    synchronized List<StoredEntry> scan(String area, long after, int limit) {
        List<StoredEntry> page = new ArrayList<>();
        @Nullable Area found = areas.get(area);
        if (found == null) {
            return page;
        }
        long size = 0;
        for (StoredEntry entry : found.byPosition.tailMap(after, false).values()) {
            size += entry.value().size();
            if (page.size() == limit || !page.isEmpty() && size > PAGE_BYTES) {
                break;
            }
            page.add(entry);
        }
        return page;
    }

    /** Sets every so manieth entry aside in areas that begin like this, as a store does with what the disk has damaged. */
    synchronized int damage(String areas, int every) {
        int damaged = 0;
        for (Map.Entry<String, Area> named : new TreeMap<>(this.areas).entrySet()) {
            List<StoredEntry> entries = named.getKey().startsWith(areas)
                    ? List.copyOf(named.getValue().byPosition.values())
                    : List.of();
            for (int i = every - 1; i < entries.size(); i += every) {
                StoredEntry lost = entries.get(i);
                named.getValue().byKey.remove(lost.key());
                named.getValue().byPosition.remove(lost.position());
                count(-1, -lost.value().size());
                damaged++;
            }
        }
        quarantined += damaged;
        return damaged;
    }

    /** A store knows of the damage that it has found since it was opened. */
    synchronized void opened() {
        quarantined = 0;
    }

    synchronized long quarantined() {
        return quarantined;
    }

    synchronized List<String> areas() {
        return areas.entrySet().stream()
                .filter(area -> !area.getValue().byKey.isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    synchronized long entries() {
        return entries;
    }

    synchronized long bytes() {
        return bytes;
    }
}
