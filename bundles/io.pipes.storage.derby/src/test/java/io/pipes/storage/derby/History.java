// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.testkit.time.SeededRandomness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was handed to a store, in order, and what it must contain after so many batches. */
final class History {
    static final List<String> AREAS = List.of("a", "b", "c");
    private static final int KEYS = 12;

    private final List<List<Change>> batches = new ArrayList<>();
    private Map<String, Map<Bytes, Bytes>> known = Map.of();

    /** Makes up a batch: a few changes of a few keys, now and then a large value. */
    List<Change> next(SeededRandomness randomness) {
        List<Change> batch = new ArrayList<>();
        int size = 1 + randomness.nextInt(4);
        for (int i = 0; i < size; i++) {
            String area = AREAS.get(randomness.nextInt(AREAS.size()));
            Bytes key = Bytes.utf8("k" + randomness.nextInt(KEYS));
            boolean remove = randomness.chance(0.2);
            int length = randomness.chance(0.02) ? 70_000 : randomness.nextInt(200);
            batch.add(remove ? Change.remove(area, key) : Change.put(area, key, Bytes.wrap(randomness.bytes(length))));
        }
        batches.add(batch);
        return batch;
    }

    /** How many batches there were since the state that is known for sure. */
    int size() {
        return batches.size();
    }

    void forgetLast() {
        batches.remove(size() - 1);
    }

    /** By area, the keys in order of their positions, after so many batches. */
    Map<String, Map<Bytes, Bytes>> after(int count) {
        Map<String, Map<Bytes, Bytes>> state = new TreeMap<>();
        AREAS.forEach(area -> state.put(area, new LinkedHashMap<>(known.getOrDefault(area, Map.of()))));
        for (List<Change> batch : batches.subList(0, count)) {
            for (Change change : batch) {
                Map<Bytes, Bytes> area = state.get(change.area());
                area.remove(change.key());
                if (change.value() != null) {
                    area.put(change.key(), change.value());
                }
            }
        }
        return state;
    }

    /** Whether this is the state after some number of batches, at least so many. If so, history goes on from there. */
    boolean accept(Map<String, Map<Bytes, Bytes>> state, int least) {
        for (int count = size(); count >= least; count--) {
            if (same(after(count), state)) {
                known = state;
                batches.clear();
                return true;
            }
        }
        return false;
    }

    /** Order matters too. */
    static boolean same(Map<String, Map<Bytes, Bytes>> one, Map<String, Map<Bytes, Bytes>> other) {
        return one.equals(other)
                && AREAS.stream()
                        .allMatch(area -> List.copyOf(one.get(area).keySet())
                                .equals(List.copyOf(other.get(area).keySet())));
    }
}
