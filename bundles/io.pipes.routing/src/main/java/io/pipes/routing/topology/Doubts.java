// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Clock;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ways on which something went wrong that one of their relays may have brought about, and whom that speaks against. Which one it was
 * cannot be seen on one way: for a moment all its relays are doubted, so that the next try goes another way. Of many such ways the fewest
 * relays are suspected that explain all of them, those first that explain most (the greedy set cover, V. Chvatal, 1979): who is to blame is
 * on each of its ways, an honest relay beside it only on some. But who is the only way out is on every way and explains everything; so
 * those who explain it without the first suspects are suspected as well, half as much, and once more without those. Forgotten after a
 * while.
 */
final class Doubts {
    static final Duration MEMORY = Duration.ofMinutes(5);

    /** So long all relays of a way are doubted. */
    static final Duration RECENTLY = Duration.ofSeconds(10);

    /** Nobody is doubted more than this. */
    static final int MOST = 1 << 12;

    /** How much more those suspected first are doubted than somebody who was there lately. */
    private static final int SUSPICION = 8;

    /** Of more ways, the oldest are forgotten. */
    private static final int MAX_WAYS = 64;

    private final Clock clock;
    private final Map<List<NodeId>, BadWay> ways = new LinkedHashMap<>();
    private Map<NodeId, Integer> weights = Map.of();

    Doubts(Clock clock) {
        this.clock = clock;
    }

    /** One way, whatever went wrong on it how often. */
    private record BadWay(List<NodeId> relays, int weight, long nanos) {}

    void add(Collection<NodeId> relays, int weight) {
        List<NodeId> way = List.copyOf(relays);
        BadWay before = ways.remove(way);
        int sum = before == null ? weight : Math.min(MOST, before.weight + weight);
        ways.put(way, new BadWay(way, sum, clock.nanos()));
        if (ways.size() > MAX_WAYS) {
            ways.remove(ways.keySet().iterator().next());
        }
    }

    /** Works out how things stand now, for {@link #about}. */
    void weigh() {
        long now = clock.nanos();
        ways.values().removeIf(way -> now - way.nanos >= MEMORY.toNanos());
        if (ways.isEmpty()) {
            weights = Map.of();
            return;
        }
        weights = new HashMap<>();
        for (BadWay way : ways.values()) {
            if (now - way.nanos < RECENTLY.toNanos()) {
                way.relays.forEach(relay -> weights.merge(relay, way.weight, Integer::sum));
            }
        }
        suspect();
        weights.replaceAll((relay, weight) -> Math.min(MOST, weight));
    }

    private void suspect() {
        Set<NodeId> suspects = new HashSet<>();
        for (int suspicion = SUSPICION; suspicion > 0; suspicion /= 2) {
            suspects.addAll(suspectBeside(suspects, suspicion));
        }
    }

    /** Those who explain all that went wrong, if it was none of the others. */
    private Set<NodeId> suspectBeside(Set<NodeId> others, int suspicion) {
        Set<NodeId> suspects = new HashSet<>();
        List<BadWay> unexplained = new ArrayList<>(ways.values());
        unexplained.removeIf(way -> others.containsAll(way.relays));
        while (!unexplained.isEmpty()) {
            Map.Entry<NodeId, Integer> worst = worst(unexplained, others);
            weights.merge(worst.getKey(), suspicion * worst.getValue(), Integer::sum);
            suspects.add(worst.getKey());
            unexplained.removeIf(way -> way.relays.contains(worst.getKey()));
        }
        return suspects;
    }

    /** Who explains most, beside those others; of several, the one with the highest id. */
    private static Map.Entry<NodeId, Integer> worst(List<BadWay> unexplained, Set<NodeId> others) {
        Map<NodeId, Integer> explained = new HashMap<>();
        unexplained.forEach(way -> way.relays.stream()
                .filter(relay -> !others.contains(relay))
                .forEach(relay -> explained.merge(relay, way.weight, Integer::sum)));
        return explained.entrySet().stream()
                .max(Map.Entry.<NodeId, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow();
    }

    /** How much a relay was doubted when that was worked out last; 0 for not at all. */
    int about(NodeId relay) {
        return weights.getOrDefault(relay, 0);
    }
}
